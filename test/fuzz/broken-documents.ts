import type { Random } from '../torture/random.ts';
import { changedText } from './mutate.ts';
import type { Values } from './values.ts';

const TOKEN = /"""[\s\S]*?"""|"(?:\\.|[^"\\\n])*"|\.\.\.|[\w$@]+|[{}()[\]:!=|&]|\S/g;

const TOKENS: readonly string[] = [
  '{',
  '}',
  '(',
  ')',
  '[',
  ']',
  ':',
  '!',
  '=',
  '$',
  '@',
  '|',
  '&',
  '...',
  'on',
  'fragment',
  'query',
  'mutation',
  'null',
  'subscription',
  'extend',
  'schema',
  'type A { a: B }',
  'input',
  '__typename',
  '__schema',
  '__type',
  '$input',
  '$nope',
  '-1',
  '-0',
  '1e309',
  '9'.repeat(400),
  '2147483648',
  '1.5',
  '01',
  '0xF',
  '"',
  '""',
  '"""',
  '"""a\\"""b"""',
  '"\\u{110000}"',
  '"\\ud800"',
  '"\\u{d800}"',
  '"\\x"',
  '# comment',
  '#',
  '\ufeff',
  '\0',
  '\ud800',
  '\u2028',
  ',,,,',
  '猫',
  '@skip(if: true)',
  '@skip',
  '@include(if: null)',
  '@include(if: $nope)',
  '@deprecated',
  '@oneOf',
  '@defer',
  '@stream(initialCount: -1)',
  '@specifiedBy(url: "a")',
  '(first: -1)',
  '(first: 2147483648)',
  '(first: 1e3)',
  '(last: null)',
  '(after: "")',
  '(ids: [])',
  '(by: {})',
  '(by: { id: null })',
  '(by: { id: "a", slug: "b" })',
  '(by: { databaseId: 1e309 })',
  '(id: { a: { b: [] } })',
  '(size: BIG)',
  '(size: "BIG")',
  '(size: null)',
  '(filter: { __proto__: 1 })',
  '(filter: { viewerRole: [[[MEMBER]]] })',
];

const INTROSPECTION = `{ __schema { types { ...T } } } fragment T on __Type { name fields { type { ...U } } }
  fragment U on __Type { fields { type { fields { type { fields { type { fields { name } } } } } } } }`;

/** Whole documents, that no schema-aware generator comes by. */
const DOCUMENTS: readonly ((random: Random) => string)[] = [
  ({ below }) => `{ ${Array.from({ length: below(800) }, (_, index) => `a${index}: viewer { id }`).join(' ')} }`,
  ({ below }) => `{ viewer ${'{ groups { nodes { createdBy '.repeat(below(40))} { id } ${'} } }'.repeat(3)}`,
  ({ below }) => deepSelection(below(30)),
  ({ below }) => '{'.repeat(below(1900)),
  ({ below }) => `{ node(id: ${'['.repeat(below(1900))}`,
  ({ below }) => nestedList(below(900)),
  ({ below }) => nestedObject(below(600)),
  () => '{ ...A } fragment A on Query { ...B } fragment B on Query { ...A }',
  () => '{ ...A } fragment A on Query { ...A }',
  () => 'fragment A on Query { viewer { id } }',
  () => '{ viewer { id } } fragment A on Group { id } fragment A on User { id }',
  ({ below }) => spreads(below(200)),
  ({ below }) => `{ viewer { id ${'@include(if: true) '.repeat(below(700))} } }`,
  ({ below }) =>
    `query(${Array.from({ length: below(400) }, (_, index) => `$v${index}: Int = ${index}`).join()}) { viewer { id } }`,
  () => 'query A { viewer { id } } query A { viewer { id } }',
  () =>
    'query { viewer { id } } { viewer { id } } mutation { joinGroup(input: { groupId: "a" }) { userErrors { code } } }',
  () => 'subscription { viewer { id } }',
  () => 'query($v: Nope! = 1, $v: [Int!]! = [null]) { users(first: $v, last: $v) { totalCount } }',
  () => 'query($v: GroupBy = { id: 1, slug: "a" }) { group(by: $v) { id } }',
  () => 'query($v: GroupBy! = { __proto__: null }) { group(by: $v) { id } }',
  () => '{ viewer: users(first: 1) { nodes { id } } viewer { id } }',
  () =>
    '{ groups(first: 100) { nodes { members(first: 100) { nodes { user { groups(first: 100) { nodes { id } } } } } } } }',
  () =>
    '{ a: groups(first: 100) { nodes { members(first: 99) { nodes { user { id username groups(first: 1) { totalCount } } } } } } }',
  () => INTROSPECTION,
  () => '{ __type(name: "__proto__") { name fields { name } } a: __type(name: "Group") { possibleTypes { name } } }',
  ({ below }) => `{ __schema { types ${'{ fields { type { ofType '.repeat(below(9))} { name } } }`,
  ({ below }) => `# ${'c'.repeat(below(100_000))}\n{ viewer { id } }`,
  ({ below }) => `{ node(id: "${'x'.repeat(below(200_000))}") { id } }`,
  ({ below }) => `{ node(id: """${'\n x'.repeat(below(50_000))}""") { id } }`,
  ({ below }) => `{ ${'n'.repeat(below(200_000))} }`,
  ({ below }) => ' \n,'.repeat(below(200_000)),
  ({ below }) => `{ nodes(ids: [${'"R3JvdXA6MQ==" '.repeat(below(150))}]) { id __typename } }`,
  () => '{ __proto__ constructor toString hasOwnProperty viewer { __proto__ constructor } }',
  () => 'mutation { a: createGroup(input: { name: "fuzz", privacy: PUBLIC, name: "b" }) { __typename } }',
  () =>
    `mutation { ${Array.from({ length: 9 }, (_, i) => `m${i}: joinGroup(input: { groupId: "R3JvdXA6M${i}==" }) { group { id } }`).join(' ')} }`,
];

export function brokenDocument(query: string, random: Random, values: Values): string {
  const choice = random.below(10);
  if (choice < 3) return random.pick(DOCUMENTS)(random);
  if (choice === 3) return changedText(query, random, values);
  let tokens: readonly string[] = query.match(TOKEN) ?? [];
  for (let left = 1 + random.below(4); left > 0; left -= 1) tokens = changedTokens(tokens, random);
  const text = tokens.join(' ');
  return choice === 4 ? `\ufeff${text}` : text;
}

function changedTokens(tokens: readonly string[], random: Random): readonly string[] {
  const at = random.below(tokens.length + 1);
  const length = 1 + random.below(random.chance(0.2) ? 30 : 3);
  const [before, after] = [tokens.slice(0, at), tokens.slice(at)];
  const changes: readonly (() => readonly string[])[] = [
    () => [...before, random.pick(TOKENS), ...after],
    () => [...before, random.pick(TOKENS), ...after.slice(1)],
    () => [...before, ...after.slice(length)],
    () => [...before, ...after.slice(0, length), ...after],
    () => [...before, ...after.slice(1, 2), ...after.slice(0, 1), ...after.slice(2)],
    () => [...before, ...(tokens.length > 0 ? [random.pick(tokens)] : []), ...after.slice(1)],
  ];
  return random.pick(changes)();
}

const nestedList = (levels: number) => `{ nodes(ids: ${'['.repeat(levels)}"a"${']'.repeat(levels)}) { id } }`;
const nestedObject = (levels: number) =>
  `{ groups(filter: ${'{ search: '.repeat(levels)}"a"${' }'.repeat(levels)}) { totalCount } }`;
const deepSelection = (levels: number) =>
  `{ viewer { ${'groups(first: 1) { nodes { createdBy { '.repeat(levels)} id ${'} } } '.repeat(levels)} } }`;

/** Fragments that each spread the next one twice: small to write, large to follow. */
function spreads(count: number): string {
  const fragments = Array.from({ length: count }, (_, index) => {
    const next = index + 1 < count ? `...F${index + 1} ...F${index + 1} viewer { ...G }` : 'viewer { id }';
    return `fragment F${index} on Query { ${next} }`;
  });
  return `{ ...F0 } ${fragments.join(' ')} fragment G on User { groups(first: 3) { nodes { id } } }`;
}
