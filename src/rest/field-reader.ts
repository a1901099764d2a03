import { z } from 'zod';
import type { FieldRefusal, InputField, InvalidField } from '../domain/errors.ts';
import { MAX_INVITATIONS } from '../domain/group-fields.ts';
import { readImageData } from '../http/data-url.ts';
import { type Declared, documentedAs, type Takes } from './decoder.ts';

/** Reads declared values one by one and collects what is wrong with each, so that all of it is reported at once. */
export interface FieldReader<Shape extends Declared> {
  readonly unreadable: readonly InvalidField[];
  /**
   * Reads a value; null for one that is absent, null or not what its schema accepts. `value` replaces the given one
   * where a field has more than one spelling.
   */
  read<Name extends keyof Shape & string>(
    field: InputField,
    name: Name,
    value?: unknown,
  ): NonNullable<z.output<Shape[Name]['schema']>> | null;
  refuse(field: InputField, refusal: FieldRefusal): void;
}

export function fieldReader<Shape extends Declared>(
  declared: Shape,
  given: (name: keyof Shape & string) => unknown,
): FieldReader<Shape> {
  const unreadable: InvalidField[] = [];
  return {
    unreadable,
    read(field, name, value = given(name)) {
      if (value === undefined || value === null) return null;
      // Before the schema, which would report each item.
      if (Array.isArray(value) && value.length > MAX_INVITATIONS) {
        unreadable.push({ field, reason: 'max_length', limit: MAX_INVITATIONS });
        return null;
      }
      const { schema }: Shape[typeof name] = declared[name];
      const parsed = z.safeParse<Shape[typeof name]['schema']>(schema, value);
      if (parsed.success) return parsed.data ?? null;
      unreadable.push(...parsed.error.issues.slice(0, 1).map((issue) => invalidField(field, issue)));
      return null;
    },
    refuse(field, refusal) {
      unreadable.push({ field, ...refusal });
    },
  };
}

/** Carries a refusal of the domain in an issue, for checks that zod has no code for. */
export function refusing(refusal: FieldRefusal): { readonly params: { readonly refusal: FieldRefusal } } {
  return { params: { refusal } };
}

/** Reads an uploaded file, or the text of a base64 data URL. */
export const image = documentedAs(
  z.unknown().transform((value, context): Uint8Array => {
    if (value instanceof Uint8Array) return value;
    const data = readImageData(typeof value === 'string' ? value : '');
    if (data.ok) return data.value;
    context.addIssue({ code: 'custom', ...refusing(data.refusal) });
    return z.NEVER;
  }),
  { type: 'string' },
);

/** Whether an endpoint declares a picture, so that its bodies may be larger than others. */
export function takesPictures({ body = {} }: Takes): boolean {
  return Object.values(body).some(({ schema }) => schema === image);
}

function invalidField(field: InputField, issue: z.core.$ZodIssue): InvalidField {
  const item = issue.path.find((step) => typeof step === 'number');
  return { field, ...refusalOf(issue), ...(item !== undefined && { item }) };
}

const carried = z.object({ refusal: z.custom<FieldRefusal>((value) => typeof value === 'object' && value !== null) });

function refusalOf(issue: z.core.$ZodIssue): FieldRefusal {
  if (issue.code === 'custom') {
    const own = carried.safeParse(issue.params);
    if (own.success) return own.data.refusal;
  }
  if (issue.code === 'invalid_value') return { reason: 'invalid_choice', choices: issue.values.map(String) };
  return { reason: 'invalid', cause: 'wrong_type' };
}
