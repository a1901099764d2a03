import type { ApolloServerPlugin } from '@apollo/server';
import { type GraphQLScalarType, type GraphQLSchema, isObjectType, isScalarType } from 'graphql';
import { runsOnce } from '../engine/attempt.ts';
import { frozen } from '../engine/frozen.ts';
import { checkResolvers, ownTypes } from '../engine/resolver-rules.ts';
import type { Variables } from '../engine/run.ts';
import { type FieldPrice, priceOfField } from '../limits/prices.ts';
import { PageConnection } from '../relay/connections.ts';
import type { RequestContext } from '../request-context.ts';

type Resolver = (source: unknown, args: Variables, context: RequestContext) => unknown;
/** Takes the time of the resolver of a field at the root. */
type ResolverEnded = (field: string, seconds: number) => void;

/** Makes the schema ready before anything is executed, by either executor. */
export const readiesSchema = (ended: ResolverEnded): ApolloServerPlugin<RequestContext> => ({
  async serverWillStart({ schema }) {
    readySchema(schema, ended);
  },
});

/**
 * Checks the resolvers and wraps them with what is common to all: arguments are frozen, what has a price is noted, those
 * at the root are timed, and a mutation runs once and is answered with fresh reads. Scalars are described as in the schema.
 */
export function readySchema(schema: GraphQLSchema, ended: ResolverEnded): void {
  checkResolvers(schema);
  const [query, mutation] = [schema.getQueryType(), schema.getMutationType()];
  for (const type of ownTypes(schema)) {
    if (isScalarType(type) && type.astNode) describeAsDeclared(type);
    if (!isObjectType(type)) continue;
    for (const field of Object.values(type.getFields())) {
      if (!isResolver(field.resolve)) continue;
      const coordinate = `${type.name}.${field.name}`;
      const price = priceOfField(coordinate);
      let resolve = field.args.length > 0 ? withFrozenArguments(field.resolve) : field.resolve;
      if (price !== null) resolve = priced(resolve, price);
      if (type === query || type === mutation) resolve = timed(resolve, coordinate, ended);
      field.resolve = type === mutation ? readingAfresh(runsOnce(resolve)) : resolve;
    }
  }
}

/** Replaces the words that a scalar has from its library, which introspection would show. */
function describeAsDeclared(type: GraphQLScalarType): void {
  type.description = type.astNode?.description?.value ?? null;
  type.specifiedByURL = null;
}

/** Whether there is a resolver, which has been checked. */
function isResolver(resolve: unknown): resolve is Resolver {
  return typeof resolve === 'function' && resolve.length <= 3;
}

/** Lets a resolver that changes its arguments fail, in either executor: the compiled one gives all objects the same. */
function withFrozenArguments(resolve: Resolver): Resolver {
  return (source, args, context) => resolve(source, frozen(args), context);
}

/** Notes what is due for a field once it runs, and for its count once that is asked for. */
function priced(resolve: Resolver, price: FieldPrice): Resolver {
  const noted: Resolver = async (source, args, context) => {
    const { payment } = context;
    const listed = price(args, false);
    payment.due += listed;
    const connection = await resolve(source, args, context);
    if (connection instanceof PageConnection) {
      connection.beforeCount = () => {
        payment.due += price(args, true) - listed;
      };
    }
    return connection;
  };
  return (source, args, context) =>
    context.payment.paid > 0 ? noted(source, args, context) : resolve(source, args, context);
}

function timed(resolve: Resolver, field: string, ended: ResolverEnded): Resolver {
  return (source, args, context) => {
    const started = performance.now();
    const end = () => ended(field, (performance.now() - started) / 1_000);
    const value = resolve(source, args, context);
    if (value instanceof Promise) value.then(end, end);
    else end();
    return value;
  };
}

/** Forgets what was read before: graphql-js begins a mutation when all that was asked of the one before has been read. */
function readingAfresh(resolve: Resolver): Resolver {
  return (source, args, context) => {
    context.loaders = context.loaders.afresh();
    return resolve(source, args, context);
  };
}
