import type { Random } from '../torture/random.ts';
import { isRaw, raw, type Values, writeJson } from './values.ts';

const LONG_LISTS = [2, 101, 501, 5000];
/** A list of longer texts than this is not made longer. */
const LONG_TEXT = 1000;

/** Makes a function that changes one random place of a JSON value: a value inside it, or the whole. */
export function treeMutator(random: Random, values: Values): (tree: unknown) => unknown {
  return (tree) => {
    const target = random.below(countOf(tree));
    let at = -1;
    const walk = (node: unknown): unknown => {
      at += 1;
      if (at === target) return changed(node, random, values);
      if (Array.isArray(node)) return node.map(walk);
      if (!isMembers(node)) return node;
      return Object.fromEntries(Object.entries(node).map(([name, member]) => [name, walk(member)]));
    };
    return walk(tree);
  };
}

function changed(node: unknown, random: Random, values: Values): unknown {
  const choice = random.below(12);
  if (choice === 0) return null;
  if (choice === 1) return undefined;
  if (choice === 2) return [node];
  if (choice === 3) return { [values.text()]: node };
  if (choice === 4) return longList(node, random);
  if (choice === 5) return values.number();
  if (typeof node === 'string' && choice < 9) return changedText(node, random, values);
  if (isMembers(node) && choice < 10) return changedMembers(node, random, values);
  if (Array.isArray(node) && choice < 9) return [...node, values.any(), ...node];
  return values.any();
}

function longList(node: unknown, random: Random): unknown {
  const isLong = writeJson(node).length > LONG_TEXT;
  return Array(isLong ? 2 : random.pick(LONG_LISTS)).fill(node);
}

export function changedText(text: string, random: Random, values: Values): string {
  const at = random.below(text.length + 1);
  const to = at + random.below(6);
  const changes: readonly (() => string)[] = [
    () => text.slice(0, at) + values.text() + text.slice(at),
    () => text.slice(0, at) + text.slice(to),
    () => text.slice(0, at),
    () => text + text,
    () => text.toUpperCase(),
    () => ` ${text} `,
    () => [...text].reverse().join(''),
    () =>
      text.slice(0, at) +
      String.fromCharCode((text.charCodeAt(at) || 65) ^ (1 << random.below(8))) +
      text.slice(at + 1),
  ];
  return random.pick(changes)();
}

/** Members more, under another name, or twice. */
function changedMembers(node: Readonly<Record<string, unknown>>, random: Random, values: Values): unknown {
  const members = Object.entries(node);
  if (random.chance(0.3) || members.length === 0) return { ...node, [values.text()]: values.any() };
  const [name, member] = random.pick(members);
  if (random.chance(0.3)) return { ...node, [name]: undefined, [changedText(name, random, values)]: member };
  const again = `${JSON.stringify(name)}:${writeJson(values.any())}`;
  const first = writeJson(node).slice(1, -1);
  return raw(`{${[first, again].filter(Boolean).join()}}`);
}

function countOf(node: unknown): number {
  if (Array.isArray(node)) return node.reduce((sum: number, item) => sum + countOf(item), 1);
  return isMembers(node) ? Object.values(node).reduce((sum: number, item) => sum + countOf(item), 1) : 1;
}

function isMembers(node: unknown): node is Readonly<Record<string, unknown>> {
  return typeof node === 'object' && node !== null && !Array.isArray(node) && !isRaw(node);
}

/** Flips, cuts, repeats or puts in a few bytes. */
export function mutateBytes(bytes: Buffer, random: Random): Buffer {
  let result = bytes;
  for (let left = 1 + random.below(4); left > 0; left -= 1) result = mutatedOnce(result, random);
  return result;
}

const BYTES = [
  '\0',
  '\r\n',
  '\n',
  '\xff',
  '\xc3\x28',
  '\xed\xa0\x80',
  ' ',
  '%',
  ':',
  '"',
  '--',
  '\r\n\r\n',
  '0',
  '-1',
  '\xef\xbb\xbf',
];

function mutatedOnce(bytes: Buffer, random: Random): Buffer {
  const at = random.below(bytes.length + 1);
  const length = random.below(random.chance(0.2) ? bytes.length + 1 : 9);
  const [before, after] = [bytes.subarray(0, at), bytes.subarray(at)];
  const changes: readonly (() => Buffer)[] = [
    () => Buffer.concat([before, Buffer.from([(after[0] ?? 0) ^ (1 << random.below(8))]), after.subarray(1)]),
    () => Buffer.concat([before, Buffer.from(random.pick(BYTES), 'latin1'), after]),
    () => Buffer.concat([before, after.subarray(length)]),
    () => Buffer.concat([before, after.subarray(0, length), after]),
    () => Buffer.concat([before, Buffer.from(Array.from({ length: random.below(9) }, () => random.below(256))), after]),
    () => before,
  ];
  return random.pick(changes)();
}
