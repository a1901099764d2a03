import type { ApolloServerPlugin } from '@apollo/server';
import { type GraphQLScalarType, type GraphQLSchema, isObjectType, isScalarType } from 'graphql';
import { frozen } from '../engine/frozen.ts';
import { checkResolvers, ownTypes } from '../engine/resolver-rules.ts';
import type { Variables } from '../engine/run.ts';
import { type FieldPrice, priceOfField } from '../limits/prices.ts';
import { PageConnection } from '../relay/connections.ts';
import type { Context } from '../request-context.ts';

type Resolve = (source: unknown, args: Variables, context: Context) => unknown;
type Ended = (field: string, seconds: number) => void;

/** Makes the schema ready before anything is executed, whichever way it then is. */
export const readiesSchema = (ended: Ended): ApolloServerPlugin<Context> => ({
  async serverWillStart({ schema }) {
    readySchema(schema, ended);
  },
});

/**
 * Checks the resolvers, and lets them do what is common to all: arguments are frozen, what has a price is noted, those at
 * the root tell how long they took, and a mutation is done once and what it gives read afresh. Scalars are described as
 * in the schema.
 */
export function readySchema(schema: GraphQLSchema, ended: Ended): void {
  checkResolvers(schema);
  const [query, mutation] = [schema.getQueryType(), schema.getMutationType()];
  for (const type of ownTypes(schema)) {
    if (isScalarType(type) && type.astNode) describeAsDeclared(type);
    if (!isObjectType(type)) continue;
    for (const field of Object.values(type.getFields())) {
      if (!isResolve(field.resolve)) continue;
      const coordinate = `${type.name}.${field.name}`;
      const price = priceOfField(coordinate);
      let resolve = field.args.length > 0 ? withFrozenArguments(field.resolve) : field.resolve;
      if (price !== null) resolve = priced(resolve, price);
      if (type === query || type === mutation) resolve = timed(resolve, coordinate, ended);
      field.resolve = type === mutation ? doneOnce(resolve) : resolve;
    }
  }
}

/** The code of a scalar comes with the words of its library, which introspection would show. */
function describeAsDeclared(type: GraphQLScalarType): void {
  type.description = type.astNode?.description?.value ?? null;
  type.specifiedByURL = null;
}

/** What checked resolvers are. */
function isResolve(resolve: unknown): resolve is Resolve {
  return typeof resolve === 'function' && resolve.length <= 3;
}

/** Compiled execution gives all objects the same arguments: a resolver that changes them fails, whichever way it is run. */
function withFrozenArguments(resolve: Resolve): Resolve {
  return (source, args, context) => resolve(source, frozen(args), context);
}

/** Notes what is due for the field once it runs, and for its count once that does. */
function priced(resolve: Resolve, price: FieldPrice): Resolve {
  const noted: Resolve = async (source, args, context) => {
    const { attempt } = context;
    const listed = price(args, false);
    attempt.due += listed;
    const connection = await resolve(source, args, context);
    if (connection instanceof PageConnection) {
      connection.beforeCount = () => {
        attempt.due += price(args, true) - listed;
      };
    }
    return connection;
  };
  return (source, args, context) =>
    context.attempt.paid > 0 ? noted(source, args, context) : resolve(source, args, context);
}

function timed(resolve: Resolve, field: string, ended: Ended): Resolve {
  return (source, args, context) => {
    const started = performance.now();
    const end = () => ended(field, (performance.now() - started) / 1_000);
    const value = resolve(source, args, context);
    if (value instanceof Promise) value.then(end, end);
    else end();
    return value;
  };
}

function doneOnce(resolve: Resolve): Resolve {
  return (source, args, context) => {
    const { attempt } = context;
    // graphql-js begins a mutation when all that was asked of the one before has been read.
    context.loaders = context.loaders.afresh();
    if (!attempt.made) return resolve(source, args, context);
    attempt.mutation ??= { given: resolve(source, args, context) };
    return attempt.mutation.given;
  };
}
