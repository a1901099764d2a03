import { randomBytes } from 'node:crypto';
import { type Page, policy } from '../../http/pages/policy.ts';

/** The page of GraphiQL. `files` is the path below which its script, style and workers are. */
export function graphiqlPage(files: string): Page {
  const nonce = randomBytes(16).toString('base64');
  return {
    policy: policy({
      'script-src': `'nonce-${nonce}'`,
      'worker-src': "'self'",
      'style-src': `'self' 'nonce-${nonce}'`,
      // Monaco writes its lines as HTML with style attributes, which can have no nonce.
      'style-src-attr': "'unsafe-inline'",
      'font-src': 'data:',
      'img-src': "'self' data:",
      'connect-src': "'self'",
    }),
    html: `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<title>Guildhall in GraphiQL</title>
<link rel="icon" href="data:,">
<link rel="stylesheet" href="${files}/graphiql.css">
<script type="module" nonce="${nonce}" src="${files}/graphiql.js"></script>
</head>
<body>
<div id="graphiql"></div>
</body>
</html>
`,
  };
}
