import { createTransport } from 'nodemailer';
import type { Mailer } from '../domain/mail.ts';
import { invitationText, invitationUrl } from './invitation.ts';

export interface SmtpSettings {
  /** `smtp://` or `smtps://`, with user and password if needed. */
  readonly smtpUrl: string;
  readonly from: string;
  readonly inviteUrl: string;
  /** Called with why a mail was not sent. */
  readonly logFailure: (cause: unknown) => void;
}

const TIMEOUT_MS = 10_000;

/** Sends mail through an SMTP server. */
export function smtpMailer({ smtpUrl, from, inviteUrl, logFailure }: SmtpSettings): Mailer {
  const timeouts = { connectionTimeout: TIMEOUT_MS, greetingTimeout: TIMEOUT_MS, socketTimeout: TIMEOUT_MS };
  const transport = createTransport({ url: smtpUrl, ...timeouts });
  return {
    async sendInvitation(mail) {
      try {
        // As an object, it is a single address, whatever it holds.
        const to = { name: '', address: mail.to };
        await transport.sendMail({ from, to, ...invitationText(mail, invitationUrl(inviteUrl, mail)) });
        return true;
      } catch (cause) {
        logFailure(cause);
        return false;
      }
    },
  };
}
