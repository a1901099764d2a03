// What an operation costs, found out before it runs: objects and points, lists inside lists multiplied. It is never less
// than what the operation then reads; variables count with their values, or their defaults.
import {
  type FieldNode,
  type GraphQLObjectType,
  getNamedType,
  isObjectType,
  Kind,
  type SelectionSetNode,
  type ValueNode,
  valueFromASTUntyped,
} from 'graphql';
import { DEFAULT_PAGE_SIZE } from '../../domain/pagination.ts';
import type { ValidOperation } from '../engine/operation-cache.ts';
import type { Variables } from '../engine/run.ts';
import type { OperationCost } from './payment.ts';
import { priceOfField } from './prices.ts';

const NOTHING_GIVEN: GivenVariables = { variables: {}, known: new Map() };
/** Arguments that say how many objects are asked for. */
const SIZES = ['ids', 'first', 'last'];
/** Fields that count the items of a list. */
const COUNTS = ['totalCount', 'totalCountIsExact'];

/** A number of objects or points: known from the document alone, or only with the variables. */
type Cost = number | ((given: GivenVariables) => number);

/** The costs of a part of an operation. */
interface PartCosts {
  readonly objects: Cost;
  /** Points beyond those for its objects: for searches, filters and counts. */
  readonly points: Cost;
  /** Whether it asks for the number of all items of the list around it. */
  readonly isCounted: boolean;
}

/** The variables, and what is known of costs with them: a fragment can be reached on a million paths. */
interface GivenVariables {
  readonly variables: Variables;
  readonly known: Map<Cost, number>;
}

/** Makes the reader of what an operation costs at most, by its variables with their defaults. */
export function costReader(valid: ValidOperation): (variables: Variables) => OperationCost {
  const root = valid.schema.getRootType(valid.operation.operation);
  const { objects, points } = root ? costsOf(valid.operation.selectionSet, root, valid, new Map()) : sumOf([]);
  return (variables) => {
    const given = { variables, known: new Map() };
    return { objects: costWith(objects, given), points: costWith(points, given) };
  };
}

/** The costs below one object of a type; a fragment is looked through once, however often it is spread. */
function costsOf(
  { selections }: SelectionSetNode,
  parent: GraphQLObjectType | null,
  operation: ValidOperation,
  known: Map<string, PartCosts>,
): PartCosts {
  const costs: PartCosts[] = [];
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
  operation: ValidOperation,
  known: Map<string, PartCosts>,
): PartCosts {
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

function sumOf(costs: readonly PartCosts[]): PartCosts {
  return {
    objects: sum(costs.map(({ objects }) => objects)),
    points: sum(costs.map(({ points }) => points)),
    isCounted: costs.some(({ isCounted }) => isCounted),
  };
}

function sum(costs: readonly Cost[]): Cost {
  const total = (given: GivenVariables) => costs.reduce<number>((sum, cost) => sum + costWith(cost, given), 0);
  return costs.every((cost) => typeof cost === 'number') ? total(NOTHING_GIVEN) : total;
}

function product(size: Cost, below: Cost): Cost {
  if (typeof size === 'number' && typeof below === 'number') return size * below;
  return (given) => costWith(size, given) * costWith(below, given);
}

/** A price that goes by the values of a field's arguments. */
function withArguments(given: Arguments, price: (args: Variables) => number): Cost {
  const read = ({ variables }: GivenVariables) =>
    price(Object.fromEntries(given.map(({ name, value }) => [name.value, valueFromASTUntyped(value, variables)])));
  return given.some(({ value }) => hasVariable(value)) ? read : read(NOTHING_GIVEN);
}

function hasVariable(value: ValueNode): boolean {
  if (value.kind === Kind.OBJECT) return value.fields.some((field) => hasVariable(field.value));
  if (value.kind === Kind.LIST) return value.values.some(hasVariable);
  return value.kind === Kind.VARIABLE;
}

function costWith(cost: Cost, given: GivenVariables): number {
  if (typeof cost === 'number') return cost;
  const number = given.known.get(cost) ?? cost(given);
  given.known.set(cost, number);
  return number;
}

type Arguments = readonly { readonly name: { readonly value: string }; readonly value: ValueNode }[];

/** The number of objects that a field gives at most: the size of the slice, or the number of ids. */
function sizeOf(given: Arguments, type: string): Cost {
  const sized = given.filter(({ name }) => SIZES.includes(name.value));
  const size = ({ variables }: GivenVariables): number => {
    const read = (name: string) => {
      const value = sized.find((argument) => argument.name.value === name)?.value;
      if (value?.kind === Kind.VARIABLE) return variables[value.name.value];
      if (value?.kind === Kind.INT) return Number(value.value);
      return value?.kind === Kind.LIST ? value.values : undefined;
    };
    const ids = read('ids');
    if (Array.isArray(ids)) return ids.length;
    if (!type.endsWith('Connection')) return 1;
    const slice = read('first') ?? read('last');
    return typeof slice === 'number' && slice >= 0 ? slice : DEFAULT_PAGE_SIZE;
  };
  return sized.some(({ value }) => value.kind === Kind.VARIABLE) ? size : size(NOTHING_GIVEN);
}

function objectType({ schema }: ValidOperation, name: string): GraphQLObjectType | null {
  const type = schema.getType(name);
  return isObjectType(type) ? type : null;
}
