import { z } from 'zod';
import { type Declared, documentedForm } from '../decoder.ts';

export type JsonSchema = z.core.JSONSchema.BaseSchema;

/** Turns zod's schemas into those of a document; one with an id stands once, among the components. */
export interface Schemas {
  readonly components: Readonly<Record<string, JsonSchema>>;
  of(schema: z.ZodType): JsonSchema;
  /** Puts a schema under a name among the components, changed by `change`. */
  named(id: string, schema: z.ZodType, change?: (made: JsonSchema) => JsonSchema): JsonSchema;
}

export function schemaCollector(): Schemas {
  const components: Record<string, JsonSchema> = {};
  const of = (schema: z.ZodType): JsonSchema => {
    const { $schema: _, $defs = {}, ...own } = toJsonSchema(schema);
    for (const [id, definition] of Object.entries($defs)) {
      const { id: _id, ...component } = definition;
      components[id] = component;
    }
    return own;
  };
  return {
    components,
    of,
    named(id, schema, change = (made) => made) {
      components[id] ??= change(of(schema));
      return { $ref: reference(id) };
    },
  };
}

/** Describes declared values. One that is not needed may be left out, or in JSON be null. */
export function objectOf(declared: Declared, left: 'out' | 'out or null'): z.ZodObject {
  const schemas = Object.entries(declared).map(([name, { schema, isNeeded, about }]) => {
    const { example: _, ...said } = about;
    const described = schema.meta(said);
    if (isNeeded) return [name, described] as const;
    return [name, left === 'out' ? described.optional() : described.nullish()] as const;
  });
  return z.object(Object.fromEntries(schemas));
}

function reference(id: string): string {
  return `#/components/schemas/${id}`;
}

/** Converts a schema: `input` describes what is sent. An answer may get more fields one day. */
function toJsonSchema(schema: z.ZodType): JsonSchema {
  const made = z.toJSONSchema(schema, {
    io: 'input',
    override({ zodSchema, jsonSchema }) {
      const form = documentedForm(zodSchema);
      if (form) replace(jsonSchema, form);
    },
  });
  const text = JSON.stringify(made).replaceAll('"#/$defs/', `"${reference('')}`);
  return JSON.parse(text, (_key, value) => plain(value));
}

function replace(target: JsonSchema, form: JsonSchema): void {
  const { description } = target;
  for (const key of Object.keys(target)) delete target[key];
  Object.assign(target, form, description !== undefined && { description });
}

const anySchema = z.record(z.string(), z.unknown());
const nullable = z.tuple([z.looseObject({ type: z.string() }), z.strictObject({ type: z.literal('null') })]);

/** Simplifies a schema as zod writes it. */
function plain(value: unknown): unknown {
  const schema = anySchema.safeParse(value).data;
  if (schema === undefined) return value;
  // The limits of JavaScript's numbers need no mention.
  if (schema['maximum'] === Number.MAX_SAFE_INTEGER) delete schema['maximum'];
  const { anyOf, ...rest } = schema;
  const [some] = nullable.safeParse(anyOf).data ?? [];
  if (some === undefined || some['enum'] !== undefined) return schema;
  return { ...some, ...rest, type: [some.type, 'null'] };
}
