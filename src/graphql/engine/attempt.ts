import { Kind, type OperationDefinitionNode, OperationTypeNode } from 'graphql';

// A mutation runs once. Compiled execution gives up an answer as soon as there would be an error in it, and graphql-js
// then executes the operation from its start. What the mutation gave is kept here, and is what graphql-js is given in
// place of running it again. For that,
// - an operation is compiled only if it runs at most one mutation (`hasOneMutation`), so that there is one thing to keep;
// - the resolvers of mutations are async (`checkResolvers`): one that threw at once would leave nothing to be kept;
// - each is wrapped with `runsOnce`, whichever way it is executed.

/** The executions of one request so far. */
export interface Attempt {
  /** Whether compiled execution has begun an answer, or has left the request to graphql-js without trying. */
  compiled: 'untried' | 'skipped' | 'begun';
  /** What the mutation gave that compiled execution has begun; null for none. */
  mutation: { readonly given: unknown } | null;
}

export function newAttempt(): Attempt {
  return { compiled: 'untried', mutation: null };
}

/** Whether what executes the request now does so for the second time. */
export function isRepeated({ compiled }: Attempt): boolean {
  return compiled === 'begun';
}

export function hasMutated({ mutation }: Attempt): boolean {
  return mutation !== null;
}

type Resolver<Context> = (source: unknown, args: Readonly<Record<string, unknown>>, context: Context) => unknown;

/** Lets the resolver of a mutation run once in a request: what it gave the first time is given the second time, too. */
export function runsOnce<Context extends { readonly attempt: Attempt }>(resolve: Resolver<Context>): Resolver<Context> {
  return (source, args, context) => {
    const { attempt } = context;
    if (attempt.compiled !== 'begun') return resolve(source, args, context);
    attempt.mutation ??= { given: resolve(source, args, context) };
    return attempt.mutation.given;
  };
}

/** Whether a mutation surely runs one field. graphql-js runs several one after the other. */
export function hasOneMutation({ operation, selectionSet: { selections } }: OperationDefinitionNode): boolean {
  const [only] = selections;
  return (
    operation === OperationTypeNode.MUTATION &&
    selections.length === 1 &&
    only?.kind === Kind.FIELD &&
    !only.directives?.length
  );
}
