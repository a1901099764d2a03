import type { Resolvers } from './types.generated.ts';

type Resolve = (...given: unknown[]) => unknown;

/** The same resolvers, of which those of queries and mutations tell how long they took. */
export function timedAtTheRoot(resolvers: Resolvers, ended: (field: string, seconds: number) => void): Resolvers {
  const timed = (type: string, fields: object): object =>
    Object.fromEntries(
      Object.entries(fields).map(([name, resolve]) => [name, timedResolver(resolve, `${type}.${name}`, ended)]),
    );
  return {
    ...resolvers,
    Query: { ...resolvers.Query, ...timed('Query', resolvers.Query ?? {}) },
    Mutation: { ...resolvers.Mutation, ...timed('Mutation', resolvers.Mutation ?? {}) },
  };
}

function timedResolver(resolve: Resolve, field: string, ended: (field: string, seconds: number) => void): Resolve {
  return (root, args, context) => {
    const started = performance.now();
    const end = () => ended(field, (performance.now() - started) / 1_000);
    const value = resolve(root, args, context);
    if (value instanceof Promise) value.then(end, end);
    else end();
    return value;
  };
}
