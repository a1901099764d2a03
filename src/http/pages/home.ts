import { type Html, html } from './html.ts';
import { page } from './page.ts';
import type { Page } from './policy.ts';

export interface Home {
  readonly version: string;
  readonly production: boolean;
  /** The issuer whose OpenID tokens are accepted; null for none. */
  readonly issuer: string | null;
}

/** The start page: what this server offers, and how to call it. */
export function homePage({ version, production, issuer }: Home): Page {
  return page(
    'Guildhall',
    html`<p>A GraphQL API for community groups, with two vendors' REST APIs beside it. <small>Version ${version}</small></p>
<nav aria-label="What is here">
<dl>
${production ? link('/graphql', 'GraphQL', 'The API. Its explorer is off in production.') : link('/graphql', 'GraphQL explorer', 'Write operations, and read what every type and field means.')}
${link('/docs', 'REST documentation', 'Every call of both REST APIs, on one page.')}
${link('/openapi.json', 'OpenAPI document', 'The same for tools.')}
${link('/healthz', 'Health', 'Whether the server is alive.')}
</dl>
</nav>
<h2>A token</h2>
${issuer === null ? null : html`<p>Calls need a token from <code>${issuer}</code>, sent as <code>Authorization: Bearer</code>.</p>`}
${production ? communityTokens(issuer) : developmentTokens()}`,
  );
}

function link(path: string, name: string, description: string): Html {
  return html`<dt><a href="${path}">${name}</a></dt><dd>${description}</dd>`;
}

function developmentTokens(): Html {
  return html`<p>In the folder of the server, make one for user 7, who becomes a user with the first call (<code>npm run demo</code> has printed its own):</p>
<pre><code>npm run -s token -- --user 7</code></pre>
<p>Send it as <code>Authorization: Bearer</code>, or put it into <i>Token</i> in the explorer.</p>`;
}

function communityTokens(issuer: string | null): Html {
  return issuer === null
    ? html`<p>Calls need a token from the community that this server belongs to, sent as <code>Authorization: Bearer</code>. Ask whoever runs it.</p>`
    : html`<p>Tokens of the community that this server belongs to are accepted, too.</p>`;
}
