import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { type Page, policy } from '../../http/pages/policy.ts';

const CDN = 'https://embeddable-sandbox.cdn.apollographql.com';
const FAVICONS = 'https://embeddable-explorer.cdn.apollographql.com';
const FRAME = 'https://sandbox.embed.apollographql.com';
/** Milliseconds for the network to answer. */
const PATIENCE_MS = 1_000;

/** Tells whether the network has Apollo Sandbox. Without a network `fetch` throws, and with a slow one it is aborted. */
export async function sandboxReachable(): Promise<boolean> {
  try {
    const url = `${CDN}/v2/embeddable-sandbox.umd.production.min.js`;
    return (await fetch(url, { method: 'HEAD', signal: AbortSignal.timeout(PATIENCE_MS) })).ok;
  } catch {
    return false;
  }
}

/** The page of Apollo Sandbox, a frame. The page's script makes the calls, so that CORS lets no other origin in. */
export async function sandboxPage(): Promise<Page> {
  const [script, style] = await Promise.all(['sandbox.js', 'sandbox.css'].map(browserFile));
  return {
    policy: policy({
      'script-src': `'${hashOf(script)}' ${CDN}`,
      'style-src': `'${hashOf(style)}'`,
      'frame-src': FRAME,
      'img-src': `data: ${FAVICONS}`,
      'connect-src': "'self'",
    }),
    html: `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<title>Guildhall in Apollo Sandbox</title>
<style>${style}</style>
</head>
<body>
<nav><a href="?graphiql">GraphiQL</a></nav>
<div id="sandbox"></div>
<script type="module">${script}</script>
</body>
</html>
`,
  };
}

const browserFile = (name: string) => readFile(new URL(`./browser/${name}`, import.meta.url), 'utf8');

const hashOf = (text = '') => `sha256-${createHash('sha256').update(text).digest('base64')}`;
