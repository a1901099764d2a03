import { Ajv } from 'ajv';
import formats from 'ajv-formats';
import definitions from '../clients/quran-foundation.schemas.json' with { type: 'json' };

export type Definition = keyof typeof definitions.components.schemas | 'refusal';

// The definitions give the refusals of rooms no schema. This is the one that they give all other
// operations of the same API, with `details` as in the only validation error that they show.
const refusal = {
  type: 'object',
  properties: {
    message: { type: 'string', minLength: 1 },
    type: { type: 'string', pattern: '^[a-z_]+$' },
    success: { const: false },
    details: {
      type: 'object',
      properties: {
        success: { const: false },
        error: {
          type: 'object',
          properties: {
            code: { const: 'ValidationError' },
            message: { type: 'string', minLength: 1 },
            details: { type: 'object', additionalProperties: { type: 'string', pattern: '^[A-Z_]+$' } },
          },
          required: ['code', 'message', 'details'],
          additionalProperties: false,
        },
      },
      required: ['success', 'error'],
      additionalProperties: false,
    },
  },
  required: ['message', 'type', 'success'],
  additionalProperties: false,
};

// Not strict: OpenAPI 3.0 has keywords that JSON Schema does not know, such as `example`.
const ajv = new Ajv({ strict: false, allErrors: true });
formats.default(ajv);
// Nor does Ajv take `nullable` without `type`, as the room inside a post has it; here, posts there are none.
const readable = JSON.parse(JSON.stringify(definitions), (key, value) => (key === 'nullable' ? undefined : value));
ajv.addSchema(readable, 'definitions');
ajv.addSchema(refusal, 'refusal');

/** What is wrong with an answer by the vendor's definition of it, as places and messages. */
export function violations(definition: Definition, answer: unknown): string[] {
  const key = definition === 'refusal' ? definition : `definitions#/components/schemas/${definition}`;
  const validate = ajv.getSchema(key);
  if (validate === undefined) throw new Error(`there is no definition of ${definition}`);
  validate(answer);
  return (validate.errors ?? []).map(({ instancePath, message }) => `${instancePath} ${message}`.trim());
}
