import { isDeepStrictEqual } from 'node:util';
import { z } from 'zod';

/** Who has to live with a change: those who send a value, or those who read it. */
export type Side = 'request' | 'answer';

/** A schema, and where it finds those that it refers to. */
export interface Rooted {
  readonly schema: unknown;
  readonly find: (reference: string) => unknown;
}

const schemaPart = z.looseObject({
  $ref: z.string().optional(),
  type: z.union([z.string(), z.array(z.string())]).optional(),
  enum: z.array(z.unknown()).optional(),
  const: z.unknown().optional(),
  anyOf: z.array(z.unknown()).optional(),
  properties: z.record(z.string(), z.unknown()).optional(),
  required: z.array(z.string()).default([]),
  items: z.unknown().optional(),
  additionalProperties: z.unknown().optional(),
});
type Part = z.output<typeof schemaPart>;

interface Comparison {
  readonly side: Side;
  readonly before: Rooted;
  readonly after: Rooted;
  /** Pairs of references that are being compared already. */
  readonly open: ReadonlySet<string>;
}

/** What may break somebody, each as a place (such as `.data[].id`) and words. */
export function narrowings(side: Side, before: Rooted, after: Rooted): string[] {
  return [...new Set(compare({ side, before, after, open: new Set() }))];
}

function compare(comparison: Comparison): string[] {
  const { before, after, open } = comparison;
  const key = JSON.stringify([before.schema, after.schema]);
  if (open.has(key)) return [];
  const inner = { ...comparison, open: new Set([...open, key]) };
  const [old, now] = [resolve(before), resolve(after)];
  if (old.anyOf || now.anyOf) return compareChoices(inner, old, now);
  return [...typeChanges(inner.side, old, now), ...limitChanges(inner.side, old, now), ...partChanges(inner, old, now)];
}

function resolve({ schema, find }: Rooted): Part {
  const part = schemaPart.parse(schema ?? {});
  return part.$ref === undefined ? part : resolve({ schema: find(part.$ref), find });
}

/** Each choice of the one has to be among those of the other. */
function compareChoices(comparison: Comparison, old: Part, now: Part): string[] {
  const { side, before, after } = comparison;
  const [olds, nows] = [old.anyOf ?? [old], now.anyOf ?? [now]];
  const fits = (one: unknown, other: unknown) =>
    compare({ ...comparison, before: { ...before, schema: one }, after: { ...after, schema: other } }).length === 0;
  const lost =
    side === 'request'
      ? olds.filter((one) => !nows.some((other) => fits(one, other)))
      : nows.filter((other) => !olds.some((one) => fits(one, other)));
  return lost.map((choice) => ` ${side === 'request' ? 'no longer may be' : 'now may be'} ${JSON.stringify(choice)}`);
}

function typeChanges(side: Side, old: Part, now: Part): string[] {
  const changes: string[] = [];
  const [from, to] = side === 'request' ? [typesOf(old), typesOf(now)] : [typesOf(now), typesOf(old)];
  const outside = to === null ? [] : (from ?? ['anything']).filter((type) => !includesType(to, type));
  if (outside.length > 0)
    changes.push(` ${side === 'request' ? 'no longer may be' : 'now may be'} ${outside.join(', ')}`);
  return [...changes, ...valueChanges(side, old, now)];
}

/** Answers may get new values of an enum, as GraphQL has it, too: clients have to expect those. */
function valueChanges(side: Side, old: Part, now: Part): string[] {
  const [before, after] = [valuesOf(old), valuesOf(now)];
  if (side === 'answer') return before !== null && after === null ? [' may now be any value'] : [];
  if (after === null) return [];
  if (before === null) return [' is limited to some values'];
  const lost = before.filter((value) => !after.some((other) => isDeepStrictEqual(value, other)));
  return lost.map((value) => ` no longer may be ${JSON.stringify(value)}`);
}

function typesOf(part: Part): readonly string[] | null {
  if (part.type !== undefined) return [part.type].flat();
  const values = valuesOf(part);
  return values === null ? null : [...new Set(values.map((value) => (value === null ? 'null' : typeof value)))];
}

function valuesOf(part: Part): readonly unknown[] | null {
  if (part.const !== undefined) return [part.const];
  return part.enum ?? null;
}

function includesType(types: readonly string[], type: string): boolean {
  return types.includes(type) || (type === 'integer' && types.includes('number'));
}

const LIMITS = { minimum: 1, minLength: 1, minItems: 1, maximum: -1, maxLength: -1, maxItems: -1 } as const;

/** Answers may come to hold more or longer values; requests must go on being taken. */
function limitChanges(side: Side, old: Part, now: Part): string[] {
  if (side === 'answer') return [];
  const limits = Object.entries(LIMITS).flatMap(([name, direction]) => {
    const [before, after] = [old[name], now[name]].map((value) =>
      typeof value === 'number' ? value * direction : null,
    );
    const isTighter = typeof after === 'number' && (typeof before !== 'number' || after > before);
    return isTighter ? [` has a tighter ${name}`] : [];
  });
  const forms = ['pattern', 'format'].filter((name) => now[name] !== undefined && now[name] !== old[name]);
  return [...limits, ...forms.map((name) => ` has another ${name}`)];
}

function partChanges(comparison: Comparison, old: Part, now: Part): string[] {
  const { side, before, after } = comparison;
  const inside = (place: string, one: unknown, other: unknown) =>
    compare({ ...comparison, before: { ...before, schema: one }, after: { ...after, schema: other } }).map(
      (change) => `${place}${change}`,
    );
  const properties = Object.entries(old.properties ?? {}).flatMap(([name, schema]) => {
    const changed = now.properties?.[name];
    return changed === undefined ? [`.${name} is gone`] : inside(`.${name}`, schema, changed);
  });
  const [owing, owed] = side === 'request' ? [now, old] : [old, now];
  const words = side === 'request' ? 'is required' : 'may be missing';
  const required = owing.required
    .filter((name) => !owed.required.includes(name) && (side === 'request' || now.properties?.[name] !== undefined))
    .map((name) => `.${name} ${words}`);
  const items = old.items !== undefined && now.items !== undefined ? inside('[]', old.items, now.items) : [];
  const [one, other] = [old.additionalProperties, now.additionalProperties];
  const values = one !== undefined && other !== undefined ? inside('{}', one, other) : [];
  return [...properties, ...required, ...items, ...values];
}
