import type { ApolloServerPlugin } from '@apollo/server';
import {
  type DocumentNode,
  type FieldNode,
  type FragmentDefinitionNode,
  type GraphQLObjectType,
  type GraphQLSchema,
  getNamedType,
  isObjectType,
  Kind,
  type OperationDefinitionNode,
  type SelectionSetNode,
  type ValueNode,
  valueFromASTUntyped,
} from 'graphql';
import { DEFAULT_PAGE_SIZE } from '../../domain/pagination.ts';
import { MANY_OBJECTS, ownTurn } from '../../http/own-turn.ts';
import type { Variables } from '../engine/run.ts';
import { variablesOf } from '../engine/variables.ts';
import { toldError } from '../errors/told-error.ts';
import type { Context } from '../request-context.ts';
import { type OperationCost, payFor, payForSecondRun, unpaid } from './payment.ts';
import { priceOfField } from './prices.ts';

const NOTHING_GIVEN: Given = { variables: {}, known: new Map() };
/** The arguments that say how many objects are asked for. */
const SIZES = ['ids', 'first', 'last'];
/** The fields for which the items of a list are counted. */
const COUNTS = ['totalCount', 'totalCountIsExact'];

interface Operation {
  readonly schema: GraphQLSchema;
  readonly operation: OperationDefinitionNode;
  readonly fragments: ReadonlyMap<string, FragmentDefinitionNode>;
}

/** A number of objects or points: known from the document, or once the variables are. */
type Cost = number | ((given: Given) => number);

/** What a part of an operation costs. */
interface Costs {
  readonly objects: Cost;
  /** Beyond those for its objects: of searches, filters and counts. */
  readonly points: Cost;
  /** Whether the number of all items of the list is asked for that it is a part of. */
  readonly isCounted: boolean;
}

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
        const cost = costReader({ schema, operation, fragments: fragmentsOf(document) })(variables);
        if (cost.objects > maxObjects) {
          const message = `This asks for up to ${cost.objects} objects; at most ${maxObjects} can be asked for at once.`;
          throw toldError(message, 'BAD_USER_INPUT', { status: 400 });
        }
        const paid = contextValue.attempt.made ? payForSecondRun(contextValue) : payFor(cost, contextValue);
        if (paid?.ok === false) throw unpaid(paid.refusal);
        if (cost.objects >= MANY_OBJECTS) await ownTurn();
      },
    };
  },
});

export function fragmentsOf({ definitions }: DocumentNode): Operation['fragments'] {
  const fragments = definitions.filter((definition) => definition.kind === Kind.FRAGMENT_DEFINITION);
  return new Map(fragments.map((fragment) => [fragment.name.value, fragment]));
}

/** What an operation costs at most, lists inside lists multiplied; of variables with their defaults. */
export function costReader(asked: Operation): (variables: Variables) => OperationCost {
  const root = asked.schema.getRootType(asked.operation.operation);
  const { objects, points } = root ? costsOf(asked.operation.selectionSet, root, asked, new Map()) : sumOf([]);
  return (variables) => {
    const given = { variables, known: new Map() };
    return { objects: costWith(objects, given), points: costWith(points, given) };
  };
}

/** The costs below one object of a type; a fragment is looked through once, however often it is spread. */
function costsOf(
  { selections }: SelectionSetNode,
  parent: GraphQLObjectType | null,
  operation: Operation,
  known: Map<string, Costs>,
): Costs {
  const costs: Costs[] = [];
  for (const selection of selections) {
    if (selection.kind === Kind.FIELD) {
      costs.push(costsOfField(selection, parent, operation, known));
    } else if (selection.kind === Kind.INLINE_FRAGMENT) {
      const condition = selection.typeCondition?.name.value;
      costs.push(
        costsOf(selection.selectionSet, condition ? objectType(operation, condition) : parent, operation, known),
      );
    } else {
      const name = selection.name.value;
      const fragment = operation.fragments.get(name);
      if (!fragment) continue;
      const on = objectType(operation, fragment.typeCondition.name.value);
      const own = known.get(name) ?? costsOf(fragment.selectionSet, on, operation, known);
      known.set(name, own);
      costs.push(own);
    }
  }
  return sumOf(costs);
}

function costsOfField(
  { name, arguments: given = [], selectionSet }: FieldNode,
  parent: GraphQLObjectType | null,
  operation: Operation,
  known: Map<string, Costs>,
): Costs {
  if (!selectionSet) return { objects: 0, points: 0, isCounted: COUNTS.includes(name.value) };
  const field = parent?.getFields()[name.value];
  const type = field && getNamedType(field.type);
  const below = costsOf(selectionSet, isObjectType(type) ? type : null, operation, known);
  const size = sizeOf(given, type?.name ?? '');
  const price = priceOfField(`${parent?.name}.${name.value}`);
  return {
    objects: product(size, sum([1, below.objects])),
    points: sum([
      price === null ? 0 : withArguments(given, (args) => price(args, below.isCounted)),
      product(size, below.points),
    ]),
    isCounted: false,
  };
}

function sumOf(costs: readonly Costs[]): Costs {
  return {
    objects: sum(costs.map(({ objects }) => objects)),
    points: sum(costs.map(({ points }) => points)),
    isCounted: costs.some(({ isCounted }) => isCounted),
  };
}

function sum(costs: readonly Cost[]): Cost {
  const total = (given: Given) => costs.reduce<number>((sum, cost) => sum + costWith(cost, given), 0);
  return costs.every((cost) => typeof cost === 'number') ? total(NOTHING_GIVEN) : total;
}

function product(size: Cost, below: Cost): Cost {
  if (typeof size === 'number' && typeof below === 'number') return size * below;
  return (given) => costWith(size, given) * costWith(below, given);
}

/** A price that goes by the values of a field's arguments. */
function withArguments(given: Arguments, price: (args: Variables) => number): Cost {
  const read = ({ variables }: Given) =>
    price(Object.fromEntries(given.map(({ name, value }) => [name.value, valueFromASTUntyped(value, variables)])));
  return given.some(({ value }) => hasVariable(value)) ? read : read(NOTHING_GIVEN);
}

function hasVariable(value: ValueNode): boolean {
  if (value.kind === Kind.OBJECT) return value.fields.some((field) => hasVariable(field.value));
  if (value.kind === Kind.LIST) return value.values.some(hasVariable);
  return value.kind === Kind.VARIABLE;
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
