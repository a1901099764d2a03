import { z } from 'zod';
import type { Result } from '../domain/result.ts';
import type { WireRequest } from './wire.ts';

export interface About {
  readonly description?: string;
  readonly maxLength?: number;
  readonly maxItems?: number;
  /** What a parameter means. */
  readonly example?: string | number;
}

/** A value that is taken: what reads it, and what is said of it. */
export interface Field<Schema extends z.ZodType = z.ZodType> {
  readonly schema: Schema;
  readonly isNeeded: boolean;
  readonly about: About;
}

/** Values by their names on the wire. */
export type Declared = Readonly<Record<string, Field>>;

// Plain objects, and not zod's own words for the same: those make a schema anew each, which takes its time at the start.
export function needed<Schema extends z.ZodType>(schema: Schema, about: string | About = {}): Field<Schema> {
  return { schema, isNeeded: true, about: typeof about === 'string' ? { description: about } : about };
}

export function optional<Schema extends z.ZodType>(schema: Schema, about: string | About = {}): Field<Schema> {
  return { ...needed(schema, about), isNeeded: false };
}

/** All that an endpoint reads of a request. */
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

/** The part of a request that is declared: nothing else of it can be read. */
export interface DeclaredRequest<Given extends Takes> {
  readonly params: { readonly [Name in Names<Given['params']>]?: string };
  readonly query: {
    get(name: Names<Given['query']>): string | null;
    has(name: Names<Given['query']>): boolean;
  };
  readonly fields: { readonly [Name in Names<Given['body']>]?: unknown };
  readonly idempotencyKey: Given['idempotencyKey'] extends true ? string | null : unknown;
}

/** Ties what a decoder reads to what is said of it. */
export function decoder<Given extends Takes, Input>(
  takes: Given,
  decode: (request: DeclaredRequest<Given>) => Result<Input>,
): Decoder<Input> {
  // Not unchecked: the same request, of which less can be seen.
  return Object.assign((request: WireRequest) => decode(request as DeclaredRequest<Given>), { takes });
}

type JsonSchema = z.core.JSONSchema.BaseSchema;

const documented = z.registry<{ readonly json: JsonSchema }>();

/** For what zod reads in another form than it comes in: `json` is what a caller sends. */
export function documentedAs<Schema extends z.ZodType>(schema: Schema, json: JsonSchema): Schema {
  documented.add(schema, { json });
  return schema;
}

/** What `documentedAs` says of a schema, or of the one it was made from. */
export function documentedForm(schema: z.core.$ZodType): JsonSchema | undefined {
  return documented.get(schema)?.json;
}
