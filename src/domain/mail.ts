export interface InvitationMail {
  readonly to: string;
  readonly groupId: number;
  readonly groupName: string;
  readonly inviterName: string;
  /** What the invited has to come back with. */
  readonly token: string;
  readonly expiresAt: Date;
}

/** The port to where mail is sent from. */
export interface Mailer {
  /** False when it could not be sent; why is logged there. */
  sendInvitation(mail: InvitationMail): Promise<boolean>;
}
