import { z } from 'zod';
import type { Result } from '../domain/result.ts';
import type { WireRequest } from './wire.ts';

export interface About {
  readonly description?: string;
  readonly maxLength?: number;
  readonly maxItems?: number;
  /** An example of a parameter's value. */
  readonly example?: string | number;
}

/** An accepted value: the schema that reads it, and its documentation. */
export interface Field<Schema extends z.ZodType = z.ZodType> {
  readonly schema: Schema;
  readonly isNeeded: boolean;
  readonly about: About;
}

/** Accepted values by their names on the wire. */
export type Declared = Readonly<Record<string, Field>>;

// Plain objects, as zod's own optional() and the like make a new schema each, which slows the start.
export function needed<Schema extends z.ZodType>(schema: Schema, about: string | About = {}): Field<Schema> {
  return { schema, isNeeded: true, about: typeof about === 'string' ? { description: about } : about };
}

export function optional<Schema extends z.ZodType>(schema: Schema, about: string | About = {}): Field<Schema> {
  return { ...needed(schema, about), isNeeded: false };
}

/** Everything that an endpoint reads of a request. */
export interface Takes {
  readonly params?: Declared;
  readonly query?: Declared;
  readonly body?: Declared;
  readonly idempotencyKey?: true;
}

export interface Decoder<Input> {
  (request: WireRequest): Result<Input>;
  readonly takes: Takes;
}

type Names<Of> = Of extends Declared ? keyof Of & string : never;

/** The declared part of a request, the only one that a decoder can read. */
export interface DeclaredRequest<Given extends Takes> {
  readonly params: { readonly [Name in Names<Given['params']>]?: string };
  readonly query: {
    get(name: Names<Given['query']>): string | null;
    has(name: Names<Given['query']>): boolean;
  };
  readonly fields: { readonly [Name in Names<Given['body']>]?: unknown };
  readonly idempotencyKey: Given['idempotencyKey'] extends true ? string | null : unknown;
}

/** Ties what a decoder reads to its documentation. */
export function decoder<Given extends Takes, Input>(
  takes: Given,
  decode: (request: DeclaredRequest<Given>) => Result<Input>,
): Decoder<Input> {
  // Safe: the type shows less of the same request.
  return Object.assign((request: WireRequest) => decode(request as DeclaredRequest<Given>), { takes });
}

type JsonSchema = z.core.JSONSchema.BaseSchema;

const documented = z.registry<{ readonly json: JsonSchema }>();

/** Documents a schema whose output differs from its input: `json` describes what a caller sends. */
export function documentedAs<Schema extends z.ZodType>(schema: Schema, json: JsonSchema): Schema {
  documented.add(schema, { json });
  return schema;
}

/** The form that `documentedAs` gave a schema, or the one it was made from. */
export function documentedForm(schema: z.core.$ZodType): JsonSchema | undefined {
  return documented.get(schema)?.json;
}
