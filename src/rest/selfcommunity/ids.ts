import { z } from 'zod';
import { ok, type Result, refuse } from '../../domain/result.ts';
import type { Fields } from '../../http/bodies.ts';
import { documentedAs, needed } from '../decoder.ts';

const digits = z
  .string()
  .regex(/^\d{1,15}$/)
  .transform(Number);
const id = documentedAs(digits, { type: 'integer', minimum: 0, maximum: 10 ** 15 - 1 });

export const groupParams = { id: needed(id, { description: 'The number of the group.', example: 2 }) };
export const userParams = { id: needed(id, { description: 'The number of the user.', example: 7 }) };

/** Reads the number in the path; a path without one finds nothing. */
export function idIn(
  { params }: { readonly params: { readonly id?: string } },
  kind: 'group' | 'user',
): Result<number> {
  const read = id.safeParse(params.id);
  return read.success ? ok(read.data) : refuse({ code: 'NOT_FOUND', kind });
}

/** Reads a user's number, which forms and some callers of the client send as text. */
export const userId = documentedAs(z.union([z.number(), digits]).pipe(z.number().int().nonnegative()), {
  anyOf: [
    { type: 'integer', minimum: 0 },
    { type: 'string', pattern: '^\\d{1,15}$' },
  ],
});
export const userIds = z.array(userId);

/** Finds a list in any spelling of the client's encodings: `a`, `a[]`, `a[0]`; undefined when there is none. */
export function listed(fields: Fields, name: string): unknown {
  const given = fields[name];
  // Leaves JSON that is no list for the reader to refuse.
  if (typeof given === 'object' && given !== null && !Array.isArray(given)) return given;

  const indexedName = new RegExp(`^${name}\\[(\\d{1,6})\\]$`);
  const indexed = Object.keys(fields)
    .map((key) => ({ key, index: indexedName.exec(key)?.[1] }))
    .filter(({ index }) => index !== undefined)
    .sort((one, other) => Number(one.index) - Number(other.index))
    .map(({ key }) => fields[key]);
  const values = [given, fields[`${name}[]`], ...indexed].filter((value) => value !== undefined && value !== null);
  return values.length === 0 ? undefined : values.flat().filter((value) => value !== null && value !== '');
}
