import { z } from 'zod';
import { escaped } from '../../http/pages/html.ts';
import { callable, curlOf } from './curl.ts';
import type { OpenApiDocument } from './document.ts';
import { inline, schemaTable } from './schema-table.ts';

const answer = z.object({
  description: z.string().default(''),
  headers: z.record(z.string(), z.unknown()).default({}),
  content: z.record(z.string(), z.object({ schema: z.unknown(), example: z.unknown().optional() })).default({}),
});
const operation = callable.extend({
  operationId: z.string(),
  tags: z.tuple([z.string()]),
  summary: z.string(),
  description: z.string().optional(),
  responses: z.record(z.string(), z.union([z.object({ $ref: z.string() }), answer])),
  security: z.array(z.record(z.string(), z.unknown())),
  servers: z.array(z.object({ url: z.string() })).default([]),
});
const bodySchema = z.object({ $ref: z.string() });
type Operation = z.output<typeof operation>;

/** An operation of the document, with its method and path. */
export interface Listed {
  readonly method: string;
  readonly path: string;
  readonly operation: Operation;
}

export function listed({ paths }: OpenApiDocument): readonly Listed[] {
  return Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, given]) => ({ method, path, operation: operation.parse(given) })),
  );
}

/** Shows an operation, folded up below its summary. */
export function operationDetails(document: OpenApiDocument, { method, path, operation }: Listed): string {
  const others = operation.servers.slice(1).map(({ url }) => `<code>${escaped(url + path)}</code>`);
  return `<details>
<summary><b>${method.toUpperCase()}</b><code>${escaped(path)}</code><span>${inline(operation.summary)}</span></summary>
<div id="${escaped(operation.operationId)}">
${operation.description === undefined ? '' : `<p>${inline(operation.description)}</p>`}
${others.length === 0 ? '' : `<p>Also at ${others.join(', ')}</p>`}
<p>${callers(operation)}</p>
<pre class="call">${escaped(curlOf(method, path, operation))}</pre>
${example(operation)}
${parameters(operation)}${body(document, operation)}${answers(document, operation)}
</div></details>`;
}

function callers({ security }: Operation): string {
  const isOpen = security.some((needed) => Object.keys(needed).length === 0);
  return isOpen ? 'With or without a <a href="#tokens">token</a>.' : 'Needs a <a href="#tokens">token</a>.';
}

function parameters({ parameters }: Operation): string {
  if (parameters.length === 0) return '';
  const properties = parameters.map(({ name, description, schema, in: place }) => {
    return [name, { allOf: [schema], description: [`In the ${place}.`, description].filter(Boolean).join(' ') }];
  });
  const required = parameters.filter(({ required }) => required).map(({ name }) => name);
  return `<h4>Parameters</h4>${schemaTable({ type: 'object', properties: Object.fromEntries(properties), required })}`;
}

function body({ components }: OpenApiDocument, { requestBody }: Operation): string {
  if (requestBody === undefined) return '';
  const contents = Object.entries(requestBody.content);
  const types = contents.map(([type]) => `<code>${escaped(type)}</code>`).join(', ');
  const schema = bodySchema.parse(contents[0]?.[1].schema).$ref.replace('#/components/schemas/', '');
  return `<h4>Body</h4><p>As ${types}</p>${schemaTable(components.schemas[schema])}`;
}

function answers(document: OpenApiDocument, { responses }: Operation): string {
  const rows = Object.entries(responses).map(([status, given]) => {
    const { description, headers, content } = '$ref' in given ? resolved(document, given.$ref) : given;
    const names = Object.keys(headers).map((name) => `<code>${escaped(name)}</code>`);
    const shape = Object.values(content).map(({ schema }) => schemaTable(schema))[0] ?? '';
    const shownHeaders = names.length > 0 ? `<p>With ${names.join(', ')}</p>` : '';
    return `<tr><td><code>${status}</code></td><td><p>${inline(description)}</p>${shownHeaders}</td><td>${shape}</td></tr>`;
  });
  return `<h4>Answers</h4><div class="scroll"><table>${rows.join('')}</table></div>`;
}

/** Shows the answer to a call that is not refused. */
function example({ responses }: Operation): string {
  const contents = Object.values(responses).flatMap((given) => ('$ref' in given ? [] : Object.values(given.content)));
  return contents.map(({ example }) => `<pre>${escaped(JSON.stringify(example, null, 2))}</pre>`).join('');
}

function resolved({ components }: OpenApiDocument, reference: string) {
  return answer.parse(components.responses[reference.replace('#/components/responses/', '')]);
}
