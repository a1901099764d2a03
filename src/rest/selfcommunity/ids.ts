import { z } from 'zod';
import { ok, type Result, refuse } from '../../domain/result.ts';
import type { Fields } from '../../http/bodies.ts';
import type { WireRequest } from '../dialect.ts';

/** The number in the path; a path without one leads nowhere. */
export function idIn({ params }: WireRequest, kind: 'group' | 'user'): Result<number> {
  const id = params['id'] ?? '';
  return /^\d{1,15}$/.test(id) ? ok(Number(id)) : refuse({ code: 'NOT_FOUND', kind });
}

/** Forms and some callers of the client send numbers as text. */
export const userIds = z.array(
  z
    .union([
      z.number(),
      z
        .string()
        .regex(/^\d{1,15}$/)
        .transform(Number),
    ])
    .pipe(z.number().int().nonnegative()),
);

/** A list in any of the spellings that the client's encodings make: `a`, `a[]`, `a[0]`; undefined when in none. */
export function listed(fields: Fields, name: string): unknown {
  const given = fields[name];
  // JSON that holds something else than a list is left for the reader to refuse.
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
