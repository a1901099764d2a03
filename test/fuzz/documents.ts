import {
  type GraphQLField,
  type GraphQLInputType,
  type GraphQLSchema,
  getNamedType,
  isCompositeType,
  isEnumType,
  isInputObjectType,
  isListType,
  isNonNullType,
  isObjectType,
} from 'graphql';
import { randomOperation } from '../support/random-operations.ts';
import type { Random } from '../torture/random.ts';
import type { SeedDeps } from './seeds.ts';

/** What one GraphQL request says, before it is known how it is sent. */
export interface Asked {
  readonly query: string;
  readonly variables: Readonly<Record<string, unknown>>;
}

const MAX_DEPTH = 4;
const ORDERS = [
  'NAME',
  'CREATED_AT',
  'SUBSCRIBERS_COUNT',
  'LATEST_ACTIVITY',
  'RELEVANCE',
  'USERNAME',
  'SINCE',
  'SUBMITTED_AT',
];

/** Valid operations, of every field of Query and Mutation. */
export function documentMaker(schema: GraphQLSchema, deps: SeedDeps): () => Asked {
  const { random } = deps;
  const inputFor = inputMaker(deps);
  const roots = [schema.getQueryType(), schema.getMutationType()].flatMap((root) =>
    root ? Object.values(root.getFields()).map((field) => ({ root: root.name.toLowerCase(), field })) : [],
  );

  return () => {
    if (random.chance(0.2)) return randomOperation(schema, (count) => random.below(count));
    const { root, field } = random.pick(roots);
    const given = field.args.filter((argument) => isNonNullType(argument.type) || random.chance(0.4));
    const variables = Object.fromEntries(given.map(({ name, type }) => [name, inputFor(type, name)]));
    const declared = given.map(({ name, type }) => `$${name}: ${type}`).join(', ');
    const passed = given.map(({ name }) => `${name}: $${name}`).join(', ');
    const body = `${field.name}${passed && `(${passed})`} ${selectionOf(field, random, 0)}`;
    return { query: `${root} Fuzz${declared && `(${declared})`} { ${body} }`, variables };
  };
}

function selectionOf({ type }: GraphQLField<unknown, unknown>, random: Random, depth: number): string {
  const named = getNamedType(type);
  if (!isCompositeType(named)) return '';
  if (!isObjectType(named))
    return '{ __typename id ... on Group { slug managedBy { username } } ... on User { username } }';
  const fields = Object.values(named.getFields()).filter((field) => {
    const isLeaf = !isCompositeType(getNamedType(field.type));
    return random.chance(isLeaf ? 0.5 : depth < MAX_DEPTH ? 0.3 : 0);
  });
  const text = fields.map((field) => {
    const pages =
      field.args.some(({ name }) => name === 'first') && random.chance(0.6) ? `(first: ${random.below(9)})` : '';
    return `${field.name}${pages} ${selectionOf(field, random, depth + 1)}`;
  });
  return `{ __typename ${text.join(' ')} }`;
}

function inputMaker({ random, cast, pictures }: SeedDeps): (type: GraphQLInputType, name: string) => unknown {
  const ids: Readonly<Record<string, () => string>> = {
    groupId: () => cast.nodeId('Group'),
    id: () => cast.nodeId(random.chance(0.5) ? 'Group' : 'User'),
    ids: () => cast.nodeId(random.chance(0.5) ? 'Group' : 'User'),
  };
  const texts: Readonly<Record<string, () => unknown>> = {
    name: () => cast.newName(),
    slug: () => (random.chance(0.5) ? cast.slug() : cast.newName()),
    username: () => `user-${cast.userId()}`,
    search: () => random.pick(['group', 'user', '猫', 'o m']),
    after: () => cursor(random),
    before: () => cursor(random),
    idempotencyKey: () => `key-${random.below(20)}`,
  };
  const scalars: Readonly<Record<string, (name: string) => unknown>> = {
    ID: (name) => (ids[name] ?? (() => cast.nodeId('User')))(),
    String: (name) => (texts[name] ?? (() => `text of ${name}`))(),
    Int: () => random.below(30),
    SafeInt: () => cast.groupId(),
    Boolean: () => random.chance(0.5),
    HexColorCode: () => '#ff8800',
    CountryCode: () => 'IT',
    ImageData: () => random.pick(pictures),
  };

  const inputFor = (type: GraphQLInputType, name: string): unknown => {
    if (isNonNullType(type)) return inputFor(type.ofType, name);
    if (isListType(type)) return Array.from({ length: random.below(4) }, () => inputFor(type.ofType, name));
    if (isEnumType(type)) return random.pick(type.getValues()).name;
    if (!isInputObjectType(type)) return scalars[type.name]?.(name) ?? null;
    const fields = Object.values(type.getFields());
    const chosen = type.isOneOf
      ? [random.pick(fields)]
      : fields.filter((field) => isNonNullType(field.type) || random.chance(0.4));
    return Object.fromEntries(chosen.map((field) => [field.name, inputFor(field.type, field.name)]));
  };
  return inputFor;
}

/** As the server makes them, of any order and with values of any kind. */
function cursor(random: Random): string {
  const value = random.pick([
    'group 1',
    '',
    0,
    -1,
    1e300,
    1_772_625_600_123,
    '2026-03-04T12:00:00.123Z',
    '\ud800',
    '\0',
    2 ** 53,
  ]);
  const id = random.pick([1, 0, -1, 100, 2 ** 31, 2 ** 53 - 1, 2 ** 53, 1e21, 1.5]);
  return Buffer.from(JSON.stringify([random.pick(ORDERS), value, id])).toString('base64url');
}
