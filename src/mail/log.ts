import type { Mailer } from '../domain/mail.ts';
import { invitationUrl } from './invitation.ts';

export interface LogMailSettings {
  readonly inviteUrl: string;
  readonly production: boolean;
  readonly log: (details: object, message: string) => void;
}

/** Logs who would have got a mail where no mail server is set; with the link, except in production. */
export function logMailer({ inviteUrl, production, log }: LogMailSettings): Mailer {
  return {
    async sendInvitation(mail) {
      const link = production ? {} : { link: invitationUrl(inviteUrl, mail) };
      log({ to: mail.to, group: mail.groupName, ...link }, 'no SMTP_URL is set: this invitation was not mailed');
      return !production;
    },
  };
}
