import type { InvitationMail } from '../domain/mail.ts';

const MAX_NAME_LENGTH = 50;
const SUBJECT = 'You are invited to a group';

/** Fills in the address that an invitation links to: `{id}` and `{token}` stand for the room's id and the token. */
export function invitationUrl(template: string, { groupId, token }: InvitationMail): string {
  return template.replaceAll('{id}', String(groupId)).replaceAll('{token}', encodeURIComponent(token));
}

/** The mail that strangers get from anyone who creates a group: only its two quoted names are the caller's words. */
export function invitationText(mail: InvitationMail, url: string): { readonly subject: string; readonly text: string } {
  const until = mail.expiresAt.toISOString().slice(0, 10);
  return {
    subject: SUBJECT,
    text: `You are invited to join a group.

Group: ${quoted(mail.groupName)}
Invited by: ${quoted(mail.inviterName)}

This link lets you in, once, until ${until}:
${url}

Both names were chosen by users. If they say nothing to you, ignore this mail.
`,
  };
}

/**
 * Quotes a name on one line, cut to 50 characters. A space after each character that joins the parts of an address
 * keeps mail programs from making a link of it: `evil.example` becomes `evil. example`.
 */
function quoted(name: string): string {
  const line = name
    // Joiners are part of emoji and some scripts.
    .replace(/(?![\u200c\u200d])[\p{C}\p{Zl}\p{Zp}]/gu, ' ')
    .replaceAll('"', "'")
    .replace(/[.:/\\@\u3002\uff0e\uff61](?=\S)/gu, '$& ')
    .replace(/\s+/g, ' ')
    .trim();
  const characters = [...line];
  return `"${characters.length > MAX_NAME_LENGTH ? `${characters.slice(0, MAX_NAME_LENGTH - 1).join('')}…` : line}"`;
}
