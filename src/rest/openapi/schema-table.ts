import { z } from 'zod';
import { escaped } from '../../http/pages/html.ts';

const schemaPart = z.looseObject({
  $ref: z.string().optional(),
  type: z.union([z.string(), z.array(z.string())]).optional(),
  enum: z.array(z.unknown()).optional(),
  const: z.unknown().optional(),
  anyOf: z.array(z.unknown()).optional(),
  allOf: z.array(z.unknown()).optional(),
  items: z.unknown().optional(),
  not: z.unknown().optional(),
  properties: z.record(z.string(), z.unknown()).optional(),
  additionalProperties: z.unknown().optional(),
  required: z.array(z.string()).default([]),
  description: z.string().optional(),
  format: z.string().optional(),
});
type SchemaPart = z.output<typeof schemaPart>;

const LIMITS: Readonly<Record<string, (limit: string) => string>> = {
  minimum: (limit) => `at least ${limit}`,
  maximum: (limit) => `at most ${limit}`,
  minLength: (limit) => `at least ${limit} characters`,
  maxLength: (limit) => `at most ${limit} characters`,
  minItems: (limit) => `at least ${limit}`,
  maxItems: (limit) => `at most ${limit}`,
};

/** Shows a schema as HTML: a table of its properties, or a line. */
export function schemaTable(given: unknown): string {
  const part = schemaPart.parse(given ?? {});
  if (part.properties === undefined) return `<code>${typeOf(part)}</code>`;
  const rows = Object.entries(part.properties).map(([name, property]) => {
    const type = schemaPart.parse(property);
    const { description } = type;
    const needed = part.required.includes(name) ? '' : ' <small>optional</small>';
    const said = [description && inline(description), limitsOf(type)].filter(Boolean).join(' ');
    return `<tr><td><code>${escaped(name)}</code>${needed}</td><td>${nested(type)}</td><td>${said}</td></tr>`;
  });
  return `<div class="scroll"><table>${rows.join('')}</table></div>`;
}

function nested(part: SchemaPart): string {
  return part.properties === undefined ? `<code>${typeOf(part)}</code>` : schemaTable(part);
}

function typeOf(given: unknown): string {
  const part = schemaPart.parse(given);
  if (part.$ref !== undefined) return linked(part.$ref);
  if (part.allOf) return part.allOf.map(typeOf).join(' and ');
  if (part.anyOf) return [...new Set(part.anyOf.map(typeOf))].join(' or ');
  if (part.const !== undefined) return escaped(JSON.stringify(part.const));
  if (part.enum) return part.enum.map((value) => escaped(JSON.stringify(value))).join(' | ');
  if (part.items !== undefined) return `list of ${typeOf(part.items)}`;
  if (part.not !== undefined) return 'nothing';
  if (part.additionalProperties) return `map to ${typeOf(part.additionalProperties)}`;
  const type = [part.type ?? 'anything'].flat().join(' or ');
  return escaped(part.format ? `${type} (${part.format})` : type);
}

function limitsOf(part: SchemaPart): string {
  const inner = part.allOf?.map((each) => schemaPart.parse(each)) ?? [];
  const found = [part, ...inner].flatMap((each) =>
    Object.entries(LIMITS).flatMap(([key, say]) => (each[key] === undefined ? [] : [say(String(each[key]))])),
  );
  return found.length === 0 ? '' : `<small>${escaped(found.join(', '))}</small>`;
}

function linked(reference: string): string {
  const name = escaped(reference.replace('#/components/schemas/', ''));
  return `<a href="#schema-${name}">${name}</a>`;
}

/** Shows text with `code`, and with [links](/path) to other paths of this server. */
export function inline(text: string): string {
  return escaped(text)
    .replace(/`([^`]+)`/g, '<code>$1</code>')
    .replace(/\[([^\]]+)\]\((\/[\w./-]*)\)/g, '<a href="$2">$1</a>');
}
