import {
  type GraphQLField,
  type GraphQLNamedType,
  type GraphQLSchema,
  getNamedType,
  isAbstractType,
  isCompositeType,
  isObjectType,
} from 'graphql';
import { encodeGlobalId } from '../../src/graphql/relay/global-ids.ts';

export interface Operation {
  readonly query: string;
  readonly variables: Readonly<Record<string, unknown>>;
}

/** A number from 0 up to, but without, `count`. */
export type Pick = (count: number) => number;

const [GROUP, USER] = [encodeGlobalId('Group', 1), encodeGlobalId('User', 2)];

/** What a field is called with: what is needed, what is left out, constants and variables. */
const ARGUMENTS: Readonly<Record<string, readonly string[]>> = {
  'Query.node': [`(id: "${GROUP}")`, `(id: "${USER}")`, '(id: $group)', '(id: "none")'],
  'Query.nodes': [`(ids: ["${GROUP}", "${USER}", "none"])`, `(ids: [$group, "${USER}"])`],
  'Query.group': ['(by: { id: $group })', '(by: { databaseId: 2 })', '(by: { slug: $text })', '(by: { slug: "none" })'],
  'Query.user': ['(by: { databaseId: 2 })', '(by: { username: $text })', '(by: { username: "user-3" })'],
  'Query.groups': ['', '(first: 3)', '(last: $few)', '(first: $none)'],
  'User.groups': ['', '(first: 1)', '(last: $few)'],
  'Query.users': ['', '(first: 2)', '(search: $text)'],
  'Group.members': ['', '(first: 2)', '(last: $few)'],
  'Group.image': ['', '(size: BIG)', '(size: $size)'],
};

const VARIABLES: Readonly<Record<string, readonly [type: string, values: readonly unknown[]]>> = {
  group: ['ID!', [GROUP, encodeGlobalId('Group', 3), 'none', 5]],
  text: ['String', ['group', 'user-2', 'none', null]],
  few: ['Int', [1, 2, 0, null, 'two']],
  none: ['Int', [undefined, null]],
  size: ['ImageSize! = MEDIUM', [undefined, 'SMALL', 'HUGE']],
  yes: ['Boolean!', [true, false]],
  no: ['Boolean! = false', [undefined, true, false]],
};

const DIRECTIVES = ['@include(if: $yes)', '@skip(if: $yes)', '@skip(if: $no)', '@include(if: $no) @skip(if: $yes)'];
const LITERAL_DIRECTIVES = ['@skip(if: true)', '@include(if: false)', '@skip(if: false)'];
const MAX_DEPTH = 6;

/** A query that is valid, but whose variables are not always. */
export function randomOperation(schema: GraphQLSchema, pick: Pick): Operation {
  const fragments = new Map<string, string>();
  const root = schema.getQueryType();
  if (!root) throw new Error('a schema without queries');
  const body = selectionSet(root, 0);
  const text = [body, ...fragments.values()].join('\n');

  const used = Object.entries(VARIABLES).filter(([name]) => new RegExp(`\\$${name}\\b`).test(text));
  const definitions = used.map(([name, [type]]) => `$${name}: ${type}`).join(', ');
  const values = used.map(([name, [, choices]]) => [name, choices[pick(pick(2) ? 1 : choices.length)]]);
  return {
    query: `query ${definitions && `(${definitions}) `}${text}`,
    variables: JSON.parse(JSON.stringify(Object.fromEntries(values))),
  };

  function selectionSet(type: GraphQLNamedType, depth: number): string {
    return `{ ${Array.from({ length: 1 + pick(4) }, () => selection(type, depth)).join(' ')} }`;
  }

  function selection(type: GraphQLNamedType, depth: number): string {
    const kind = pick(10);
    if (kind === 0) return `... ${directive()} ${selectionSet(type, depth + 1)}`;
    if (kind === 1) return conditional(type, depth);
    if (kind === 2 && isObjectType(type) && depth < MAX_DEPTH) return `...${fragmentOn(type)} ${directive()}`;
    return field(type, depth);
  }

  /** On the type itself, or on another that its objects can be of. */
  function conditional(type: GraphQLNamedType, depth: number): string {
    const others = isAbstractType(type)
      ? schema.getPossibleTypes(type)
      : isObjectType(type)
        ? type.getInterfaces()
        : [];
    const on = [type, ...others][pick(1 + others.length)] ?? type;
    return `... on ${on.name} ${directive()} ${selectionSet(on, depth + 1)}`;
  }

  /** One that is there already, or a new one: they spread no others, and so never themselves. */
  function fragmentOn(type: GraphQLNamedType): string {
    const name = `${type.name}${pick(2)}`;
    if (!fragments.has(name)) fragments.set(name, `fragment ${name} on ${type.name} ${selectionSet(type, MAX_DEPTH)}`);
    return name;
  }

  function field(type: GraphQLNamedType, depth: number): string {
    const fields: GraphQLField<unknown, unknown>[] =
      'getFields' in type && isCompositeType(type) ? Object.values(type.getFields()) : [];
    const possible = fields.filter(({ type: result }) => depth < MAX_DEPTH || !isCompositeType(getNamedType(result)));
    const chosen = possible[pick(possible.length + 1)];
    if (!chosen) return pick(2) ? '__typename' : 't: __typename';
    const choices = ARGUMENTS[`${type.name}.${chosen.name}`] ?? [''];
    const choice = pick(choices.length);
    // One key for each set of arguments, so that what has the same key can always be merged.
    const key = choice > 0 ? `k${choice}_${chosen.name}: ` : '';
    const result = getNamedType(chosen.type);
    const below = isCompositeType(result) ? selectionSet(result, depth + 1) : '';
    return `${key}${chosen.name}${choices[choice]} ${directive()} ${below}`;
  }

  function directive(): string {
    const chosen = pick(12);
    return chosen < DIRECTIVES.length
      ? (DIRECTIVES[chosen] ?? '')
      : pick(12)
        ? ''
        : (LITERAL_DIRECTIVES[pick(3)] ?? '');
  }
}
