import { escaped } from '../../http/pages/html.ts';
import { quoted } from './curl.ts';
import type { OpenApiDocument } from './document.ts';
import { type Listed, listed, operationDetails } from './operation-section.ts';
import { inline, schemaTable } from './schema-table.ts';

/** Styles. Text has a contrast of at least 4.5 with both backgrounds, light and dark. */
export const PAGE_STYLE = `
:root { color-scheme: light dark;
  --back: light-dark(#ffffff, #121416); --soft: light-dark(#f3f4f6, #1e2226); --line: light-dark(#d0d7de, #3d444d);
  --text: light-dark(#1f2328, #e6e8eb); --quiet: light-dark(#57606a, #a3abb4); --accent: light-dark(#1d4ed8, #8ab4f8); }
* { box-sizing: border-box; }
body { font: 16px/1.5 system-ui, sans-serif; margin: 0 auto; padding: 1.5rem; max-width: 60rem; background: var(--back); color: var(--text); }
h1 { margin-top: 0; } h2 { margin: 2.5rem 0 .5rem; } h4 { margin: 1rem 0 .25rem; }
a { color: var(--accent); } nav { columns: 16rem; } nav a { display: block; } small { color: var(--quiet); }
code, pre { font: .875em/1.5 ui-monospace, monospace; } pre { background: var(--soft); margin: .5rem 0; padding: .75rem; overflow: auto; }
details { border: 1px solid var(--line); border-radius: .4rem; margin: .4rem 0; padding: 0 .8rem; }
details[open] { padding-bottom: .8rem; } summary { cursor: pointer; padding: .45rem 0; }
summary b { display: inline-block; min-width: 4.5rem; font: 700 .8em ui-monospace, monospace; color: var(--accent); }
summary code { overflow-wrap: anywhere; } summary span { color: var(--quiet); margin-left: .5rem; }
table { border-collapse: collapse; width: 100%; } td, th { border-top: 1px solid var(--line); padding: .3rem .5rem .3rem 0; text-align: left; vertical-align: top; }
td p { margin: 0; } .scroll { overflow-x: auto; }
`;

/**
 * Shows the document as HTML without scripts or requests to other servers. `address` is where its calls go.
 */
export function documentPage(document: OpenApiDocument, address: string): string {
  const { title, version, description } = document.info;
  const byTag = [...Map.groupBy(listed(document), ({ operation }) => operation.tags[0])];
  const links = byTag.map(([tag]) => `<a href="#${anchor(tag)}">${escaped(tag)}</a>`);
  const sections = byTag.map(([tag, all]) => section(document, tag, all));
  const schemas = Object.entries(document.components.schemas).map(([name, schema]) => {
    // The link's target stands inside, as browsers open the element that holds it.
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
<p>Each operation has a call that can be pasted into a shell which knows:</p>
<pre>${escaped(shellVariables(address))}</pre>
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

function shellVariables(address: string): string {
  return `URL=${quoted(address)}\nTOKEN=$(npm run -s token -- --user 7 --username anna)`;
}

function section(document: OpenApiDocument, tag: string, all: readonly Listed[]): string {
  return `<h2 id="${anchor(tag)}">${escaped(tag)}</h2>\n${all.map((each) => operationDetails(document, each)).join('\n')}`;
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
