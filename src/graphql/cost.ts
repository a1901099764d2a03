import { type ApolloServerPlugin, HeaderMap } from '@apollo/server';
import {
  type DocumentNode,
  type FragmentDefinitionNode,
  GraphQLError,
  type GraphQLObjectType,
  type GraphQLSchema,
  getNamedType,
  isObjectType,
  Kind,
  type OperationDefinitionNode,
  type SelectionSetNode,
  type ValueNode,
} from 'graphql';
import type { Refusal } from '../domain/errors.ts';
import { DEFAULT_PAGE_SIZE } from '../domain/page.ts';
import type { Result } from '../domain/result.ts';
import type { Context } from './context.ts';
import { topLevel } from './errors.ts';
import type { Variables } from './run.ts';
import { variablesOf } from './variables.ts';

const NOTHING_GIVEN: Given = { variables: {}, known: new Map() };
/** The arguments that say how many objects are asked for. */
const SIZES = ['ids', 'first', 'last'];
/** So many objects are worth one point of a caller's account. */
const OBJECTS_A_POINT = 50;

interface Operation {
  readonly schema: GraphQLSchema;
  readonly operation: OperationDefinitionNode;
  readonly fragments: ReadonlyMap<string, FragmentDefinitionNode>;
}

/** A number of objects: known from the document, or once the variables are. */
type Cost = number | ((given: Given) => number);

/** The variables, and what was found out with them: a fragment can be spread in a million ways. */
interface Given {
  readonly variables: Variables;
  readonly known: Map<Cost, number>;
}

/** Refuses, before any of it runs, an operation that asks for more objects than one may, or more than the caller can pay. */
export const costLimit = (maxObjects: number): ApolloServerPlugin<Context> => ({
  async requestDidStart() {
    return {
      async didResolveOperation({ schema, document, operation, request, contextValue }) {
        if (!operation) return;
        const { values, errors } = variablesOf({ schema, operation, request });
        // Those that are wrong are refused before anything is executed.
        const variables = errors.length > 0 ? {} : values;
        const objects = objectsCounter({ schema, operation, fragments: fragmentsOf(document) })(variables);
        if (objects > maxObjects) {
          const message = `This asks for up to ${objects} objects; at most ${maxObjects} can be asked for at once.`;
          throw new GraphQLError(message, { extensions: { code: 'BAD_USER_INPUT', http: { status: 400 } } });
        }
        // What was begun before has been paid for.
        const paid = contextValue.attempt.made ? null : payFor(objects, contextValue);
        if (paid?.ok === false) throw unpaid(paid.refusal);
      },
    };
  },
});

/** The first point is paid with the request itself. Null when there is nothing to pay, or no limit. */
export function payFor(objects: number, { spend }: Context): Result<unknown> | null {
  const points = Math.ceil(objects / OBJECTS_A_POINT) - 1;
  return points > 0 ? spend(points) : null;
}

function unpaid(refusal: Refusal): GraphQLError {
  const { status, code, message } = topLevel(refusal);
  const wait = refusal.code === 'RATE_LIMITED' ? [['retry-after', String(refusal.retryAfter)] as const] : [];
  return new GraphQLError(message, { extensions: { code, http: { status, headers: new HeaderMap(wait) } } });
}

export function fragmentsOf({ definitions }: DocumentNode): Operation['fragments'] {
  const fragments = definitions.filter((definition) => definition.kind === Kind.FRAGMENT_DEFINITION);
  return new Map(fragments.map((fragment) => [fragment.name.value, fragment]));
}

/** How many objects an operation asks for at most, lists inside lists multiplied; of variables with their defaults. */
export function objectsCounter(asked: Operation): (variables: Variables) => number {
  const root = asked.schema.getRootType(asked.operation.operation);
  const cost = root ? costOf(asked.operation.selectionSet, root, asked, new Map()) : 0;
  return (variables) => costWith(cost, { variables, known: new Map() });
}

/** The objects below one object of a type; a fragment is looked through once, however often it is spread. */
function costOf(
  { selections }: SelectionSetNode,
  parent: GraphQLObjectType | null,
  operation: Operation,
  known: Map<string, Cost>,
): Cost {
  const costs: Cost[] = [];
  for (const selection of selections) {
    if (selection.kind === Kind.FIELD) {
      const field = parent?.getFields()[selection.name.value];
      const type = field && getNamedType(field.type);
      if (!selection.selectionSet) continue;
      const below = costOf(selection.selectionSet, isObjectType(type) ? type : null, operation, known);
      costs.push(multiplied(sizeOf(selection.arguments ?? [], type?.name ?? ''), below));
    } else if (selection.kind === Kind.INLINE_FRAGMENT) {
      const condition = selection.typeCondition?.name.value;
      costs.push(
        costOf(selection.selectionSet, condition ? objectType(operation, condition) : parent, operation, known),
      );
    } else {
      const name = selection.name.value;
      const fragment = operation.fragments.get(name);
      if (!fragment) continue;
      const on = objectType(operation, fragment.typeCondition.name.value);
      const own = known.get(name) ?? costOf(fragment.selectionSet, on, operation, known);
      known.set(name, own);
      costs.push(own);
    }
  }
  return sumOf(costs);
}

function sumOf(costs: readonly Cost[]): Cost {
  const sum = (given: Given) => costs.reduce<number>((total, cost) => total + costWith(cost, given), 0);
  return costs.every((cost) => typeof cost === 'number') ? sum(NOTHING_GIVEN) : sum;
}

/** So many objects, each with those below it. */
function multiplied(size: Cost, below: Cost): Cost {
  if (typeof size === 'number' && typeof below === 'number') return size * (1 + below);
  return (given) => costWith(size, given) * (1 + costWith(below, given));
}

function costWith(cost: Cost, given: Given): number {
  if (typeof cost === 'number') return cost;
  const number = given.known.get(cost) ?? cost(given);
  given.known.set(cost, number);
  return number;
}

type Arguments = readonly { readonly name: { readonly value: string }; readonly value: ValueNode }[];

/** How many objects a field can give: as many as a page has, or as there are ids. */
function sizeOf(given: Arguments, type: string): Cost {
  const sized = given.filter(({ name }) => SIZES.includes(name.value));
  const size = ({ variables }: Given): number => {
    const read = (name: string) => {
      const value = sized.find((argument) => argument.name.value === name)?.value;
      if (value?.kind === Kind.VARIABLE) return variables[value.name.value];
      if (value?.kind === Kind.INT) return Number(value.value);
      return value?.kind === Kind.LIST ? value.values : undefined;
    };
    const ids = read('ids');
    if (Array.isArray(ids)) return ids.length;
    if (!type.endsWith('Connection')) return 1;
    const page = read('first') ?? read('last');
    return typeof page === 'number' && page >= 0 ? page : DEFAULT_PAGE_SIZE;
  };
  return sized.some(({ value }) => value.kind === Kind.VARIABLE) ? size : size(NOTHING_GIVEN);
}

function objectType({ schema }: Operation, name: string): GraphQLObjectType | null {
  const type = schema.getType(name);
  return isObjectType(type) ? type : null;
}
