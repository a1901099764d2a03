import { html } from './html.ts';
import { page } from './page.ts';
import type { Page } from './policy.ts';

export interface Invitation {
  readonly room: unknown;
  readonly token: unknown;
}

/** Path that invitations by mail link to, unless `INVITE_URL` says otherwise. */
export const INVITATION_PATH = '/invitation';

/** UTF-16 units of a token that the page shows. An invitation's has 32. */
const MAX_TOKEN_LENGTH = 200;

/**
 * Tells people who follow the link of an invitation what to do. Looks up neither the room nor the token, so that the
 * page tells nothing that its address does not.
 */
export function invitationPage({ room, token }: Invitation, absolute: (path: string) => string): Page | null {
  if (typeof room !== 'string' || !/^\d{1,16}$/.test(room)) return null;
  if (typeof token !== 'string' || token === '' || token.length > MAX_TOKEN_LENGTH) return null;
  const call = (answer: string) =>
    `curl '${absolute(`/v1/rooms/${room}/${answer}-invite?token=${quotable(token)}`)}' \\\n  -H "authorization: Bearer $TOKEN"`;
  return page(
    'You are invited to a group',
    html`<p>This server keeps the groups of a community, and has no page on which to sign in. To accept the invitation, open
the community's app, sign in with the account that is to be in the group, and, if the app asks for it, give the token of
the invitation:</p>
<pre><code>${token}</code></pre>
<p>It lets one person in, once: show it to nobody. If you did not expect it, close this page.</p>
<h2>For those who build the app</h2>
<p>Accept it with the token of whoever is signed in:</p>
<pre><code>${call('accept')}</code></pre>
<p>or decline it:</p>
<pre><code>${call('reject')}</code></pre>
<p>Set <code>INVITE_URL</code> to have invitations lead to a page of the app instead of this one.</p>`,
  );
}

/** Encodes a part of an address that stands between single quotes, which `encodeURIComponent` leaves as they are. */
function quotable(token: string): string {
  return encodeURIComponent(token.toWellFormed()).replaceAll("'", '%27');
}
