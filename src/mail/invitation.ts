import type { InvitationMail } from '../domain/mail.ts';

/** The address that an invitation leads to: `{id}` and `{token}` stand for the room's id and the token. */
export function invitationUrl(template: string, { groupId, token }: InvitationMail): string {
  return template.replaceAll('{id}', String(groupId)).replaceAll('{token}', encodeURIComponent(token));
}

export function invitationText(mail: InvitationMail, url: string): { readonly subject: string; readonly text: string } {
  const until = mail.expiresAt.toISOString().slice(0, 10);
  return {
    subject: `Join ${mail.groupName}`,
    text: `${mail.inviterName} invites you to join ${mail.groupName}.\n\nThis link lets you in, once, until ${until}:\n${url}\n`,
  };
}
