export type MailFrequency = 'AT_ONCE' | 'DAILY' | 'NEVER';

/** What a user wants to be told of, and how. Guildhall keeps it for the apps that tell them. */
export interface UserSettings {
  /** Mails about everything but private messages. */
  readonly activityMails: MailFrequency;
  /** Mails about private messages. */
  readonly messageMails: boolean;
  readonly mobileNotifications: boolean;
  /** Notices that appear on the page. */
  readonly toasts: boolean;
  /** The sound with which they appear. */
  readonly toastSounds: boolean;
}

/** Settings that a user has chosen, or chooses; null for those that they leave as they are. */
export type ChosenSettings = { readonly [Name in keyof UserSettings]: UserSettings[Name] | null };

/** The settings of a user who has chosen none. */
const DEFAULTS: UserSettings = {
  activityMails: 'AT_ONCE',
  messageMails: true,
  mobileNotifications: true,
  toasts: true,
  toastSounds: true,
};

/** All settings of a user, by what they have chosen; null for a user who never has. */
export function settingsFrom(chosen: ChosenSettings | null): UserSettings {
  if (chosen === null) return DEFAULTS;
  return {
    activityMails: chosen.activityMails ?? DEFAULTS.activityMails,
    messageMails: chosen.messageMails ?? DEFAULTS.messageMails,
    mobileNotifications: chosen.mobileNotifications ?? DEFAULTS.mobileNotifications,
    toasts: chosen.toasts ?? DEFAULTS.toasts,
    toastSounds: chosen.toastSounds ?? DEFAULTS.toastSounds,
  };
}
