import { z } from 'zod';
import type { OpenApiDocument } from './document.ts';
import { escaped, inline, schemaTable } from './page-schema.ts';

export const PAGE_STYLE = `
:root { color-scheme: light dark; --line: #8884; --soft: #8881; --accent: #2563eb; }
* { box-sizing: border-box; }
body { font: 16px/1.5 system-ui, sans-serif; margin: 0 auto; padding: 1.5rem; max-width: 60rem; }
h1 { margin-top: 0; } h2 { margin: 2.5rem 0 .5rem; } h4 { margin: 1rem 0 .25rem; }
a { color: var(--accent); } nav { columns: 16rem; } nav a { display: block; }
code, pre { font: .875em/1.5 ui-monospace, monospace; } pre { background: var(--soft); padding: .75rem; overflow: auto; }
details { border: 1px solid var(--line); border-radius: .4rem; margin: .4rem 0; padding: 0 .8rem; }
details[open] { padding-bottom: .8rem; } summary { cursor: pointer; padding: .45rem 0; }
summary b { display: inline-block; min-width: 4.5rem; font: 700 .8em ui-monospace, monospace; color: var(--accent); }
summary code { overflow-wrap: anywhere; } summary span { opacity: .75; margin-left: .5rem; }
table { border-collapse: collapse; width: 100%; } td, th { border-top: 1px solid var(--line); padding: .3rem .5rem .3rem 0; text-align: left; vertical-align: top; }
td p { margin: 0; } .scroll { overflow-x: auto; }
`;

const answer = z.object({
  description: z.string().default(''),
  headers: z.record(z.string(), z.unknown()).default({}),
  content: z.record(z.string(), z.object({ schema: z.unknown() })).default({}),
});
const operation = z.object({
  operationId: z.string(),
  tags: z.tuple([z.string()]),
  summary: z.string(),
  description: z.string().optional(),
  parameters: z
    .array(
      z.object({
        ...{ name: z.string(), in: z.string(), required: z.boolean().default(false) },
        ...{ description: z.string().optional(), schema: z.unknown() },
      }),
    )
    .default([]),
  requestBody: z
    .object({ content: z.record(z.string(), z.object({ schema: z.unknown(), example: z.unknown().optional() })) })
    .optional(),
  responses: z.record(z.string(), z.union([z.object({ $ref: z.string() }), answer])),
  security: z.array(z.record(z.string(), z.unknown())),
});
const bodySchema = z.object({ $ref: z.string() });
type Operation = z.output<typeof operation>;
type Listed = { readonly method: string; readonly path: string; readonly operation: Operation };

/** The document for readers: HTML alone, which runs no script and asks no other server for anything. */
export function documentPage(document: OpenApiDocument): string {
  const { title, version, description } = document.info;
  const byTag = [...Map.groupBy(listed(document), ({ operation }) => operation.tags[0])];
  const links = byTag.map(([tag]) => `<a href="#${anchor(tag)}">${escaped(tag)}</a>`);
  const sections = byTag.map(([tag, all]) => section(document, tag, all));
  const schemas = Object.entries(document.components.schemas).map(([name, schema]) => {
    // Inside, because browsers open what holds the target of a link.
    return `<details><summary><code>${escaped(name)}</code></summary><div id="schema-${escaped(name)}">${schemaTable(schema)}</div></details>`;
  });
  return `<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>${escaped(title)}</title>
<style>${PAGE_STYLE}</style></head>
<body>
<h1>${escaped(title)} <small>${escaped(version)}</small></h1>
${description.split('\n\n').map(paragraph).join('\n')}
<p>The same as an OpenAPI 3.1 document: <a href="/openapi.json">/openapi.json</a></p>
<nav>${links.join('')}<a href="#tokens">Tokens</a><a href="#schemas">Schemas</a></nav>
${sections.join('\n')}
<h2 id="tokens">Tokens</h2>
${tokens(document)}
<h2 id="schemas">Schemas</h2>
${schemas.join('\n')}
</body>
</html>
`;
}

function listed({ paths }: OpenApiDocument): readonly Listed[] {
  return Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, given]) => ({ method, path, operation: operation.parse(given) })),
  );
}

/** Operations that stand below several prefixes are shown below the first. */
function section(document: OpenApiDocument, tag: string, all: readonly Listed[]): string {
  const shown = [...Map.groupBy(all, ({ operation }) => operation.operationId.replace(/_\d+$/, '')).values()];
  return `<h2 id="${anchor(tag)}">${escaped(tag)}</h2>\n${shown.map((same) => operationDetails(document, same)).join('\n')}`;
}

function operationDetails(document: OpenApiDocument, [first, ...others]: readonly Listed[]): string {
  if (first === undefined) return '';
  const { method, path, operation } = first;
  const also = others.map((other) => `<code>${escaped(other.path)}</code>`).join(', ');
  return `<details>
<summary><b>${method.toUpperCase()}</b><code>${escaped(path)}</code><span>${inline(operation.summary)}</span></summary>
<div id="${escaped(operation.operationId)}">
${operation.description === undefined ? '' : paragraph(operation.description)}
${also && `<p>Also at ${also}</p>`}
<p>${callers(operation)}</p>
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
  const [example] = contents.flatMap(([, { example }]) => (example === undefined ? [] : [example]));
  const shown = example === undefined ? '' : `<pre>${escaped(JSON.stringify(example, null, 2))}</pre>`;
  const schema = bodySchema.parse(contents[0]?.[1].schema).$ref.replace('#/components/schemas/', '');
  return `<h4>Body</h4><p>As ${types}</p>${schemaTable(components.schemas[schema])}${shown}`;
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

function resolved({ components }: OpenApiDocument, reference: string) {
  return answer.parse(components.responses[reference.replace('#/components/responses/', '')]);
}

function tokens({ components }: OpenApiDocument): string {
  const rows = Object.values(components.securitySchemes).map((scheme) => {
    const header = 'name' in scheme ? scheme.name : 'Authorization: Bearer';
    return `<tr><td><code>${header}</code></td><td>${inline(scheme.description)}</td></tr>`;
  });
  return `<table>${rows.join('')}</table>`;
}

function anchor(tag: string): string {
  return tag.toLowerCase().replace(/\W+/g, '-');
}

function paragraph(text: string): string {
  return `<p>${inline(text)}</p>`;
}
