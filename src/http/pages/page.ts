import { createHash } from 'node:crypto';
import type { FastifyReply } from 'fastify';
import { type Html, html } from './html.ts';
import { type Page, policy } from './policy.ts';

const STYLE = `
:root { color-scheme: light dark; --text: #1f2430; --soft: #565e6c; --link: #1d4ed8; --ground: #fff; --code: #f1f3f6; --line: #d5dae1; }
@media (prefers-color-scheme: dark) {
  :root { --text: #e7e9ee; --soft: #aab1bd; --link: #93b4ff; --ground: #15181e; --code: #22262f; --line: #3a404b; }
}
* { box-sizing: border-box; }
body { margin: 0 auto; max-width: 44rem; padding: 1.5rem 1.25rem 3rem; font: 1rem/1.6 system-ui, sans-serif; color: var(--text); background: var(--ground); overflow-wrap: anywhere; }
header { display: flex; align-items: center; gap: .6rem; padding-bottom: 1rem; border-bottom: 1px solid var(--line); }
header img { flex: none; } header a { font-weight: 600; color: var(--text); text-decoration: none; } header span { color: var(--soft); }
h1 { font-size: 1.75rem; line-height: 1.25; margin: 1.75rem 0 .5rem; } h2 { font-size: 1.15rem; margin: 2rem 0 .5rem; }
a { color: var(--link); } p { margin: .6rem 0; } small, dd { color: var(--soft); }
code, pre { font: .9em/1.5 ui-monospace, monospace; background: var(--code); border-radius: .3rem; } code { padding: .1rem .3rem; }
pre { padding: .8rem 1rem; white-space: pre-wrap; } pre code { padding: 0; font-size: 1em; }
dl { margin: .6rem 0; } dt { margin-top: .7rem; font-weight: 600; } dd { margin: 0; }
`;

const POLICY = policy({
  'style-src': `'sha256-${createHash('sha256').update(STYLE).digest('base64')}'`,
  'img-src': "'self'",
});

/** Makes one of Guildhall's own pages for people; it runs no script and asks no other host. */
export function page(title: string, main: Html): Page {
  const { html: text } = html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<meta name="robots" content="noindex">
<title>${title === 'Guildhall' ? title : `${title} · Guildhall`}</title>
<link rel="icon" href="/favicon.svg" type="image/svg+xml">
<style>${{ html: STYLE }}</style>
</head>
<body>
<header><img src="/favicon.svg" alt="" width="32" height="32"><a href="/">Guildhall</a></header>
<main>
<h1>${title}</h1>
${main}
</main>
</body>
</html>
`;
  return { html: text, policy: POLICY };
}

/** Sends a page that nobody caches, and whose address no other site is told. */
export function sendPage(reply: FastifyReply, { html: text, policy }: Page): FastifyReply {
  return reply
    .header('content-security-policy', policy)
    .header('referrer-policy', 'no-referrer')
    .header('cache-control', 'no-store')
    .type('text/html; charset=utf-8')
    .send(text);
}
