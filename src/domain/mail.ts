export interface InvitationMail {
  readonly to: string;
  readonly groupId: number;
  readonly groupName: string;
  readonly inviterName: string;
  /** Accepts the invitation; it stands in the mail's link. */
  readonly token: string;
  readonly expiresAt: Date;
}

/** The port to the mail server. */
export interface Mailer {
  /** Returns false when the mail could not be sent; the adapter logs the reason. */
  sendInvitation(mail: InvitationMail): Promise<boolean>;
}
