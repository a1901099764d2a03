import type { Attempt } from './context.ts';
import type { Resolvers } from './types.generated.ts';

type Ended = (field: string, seconds: number) => void;
type Resolve = (root: unknown, args: unknown, context: { readonly attempt: Attempt }) => unknown;

/** The same resolvers, of which those at the root tell how long they took; a mutation is done once. */
export function timedAtTheRoot(resolvers: Resolvers, ended: Ended): Resolvers {
  const timed = (type: string, fields: object, change: (resolve: Resolve) => Resolve): object =>
    Object.fromEntries(
      Object.entries(fields).map(([name, resolve]) => [name, change(timedResolver(resolve, `${type}.${name}`, ended))]),
    );
  return {
    ...resolvers,
    Query: { ...resolvers.Query, ...timed('Query', resolvers.Query ?? {}, (resolve) => resolve) },
    Mutation: { ...resolvers.Mutation, ...timed('Mutation', resolvers.Mutation ?? {}, doneOnce) },
  };
}

function timedResolver(resolve: Resolve, field: string, ended: Ended): Resolve {
  return (root, args, context) => {
    const started = performance.now();
    const end = () => ended(field, (performance.now() - started) / 1_000);
    const value = resolve(root, args, context);
    if (value instanceof Promise) value.then(end, end);
    else end();
    return value;
  };
}

function doneOnce(resolve: Resolve): Resolve {
  return (root, args, context) => {
    const { attempt } = context;
    if (!attempt.made) return resolve(root, args, context);
    attempt.mutation ??= { given: resolve(root, args, context) };
    return attempt.mutation.given;
  };
}
