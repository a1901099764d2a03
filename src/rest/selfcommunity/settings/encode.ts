import { z } from 'zod';
import { settingsFrom, type UserSettings } from '../../../domain/user-settings.ts';
import { encoder, type Shaped, shape } from '../../encoder.ts';

const FREQUENCIES = { AT_ONCE: -1, DAILY: 1, NEVER: 0 } as const;

const bit = () => z.literal([0, 1]);

const settings = shape(() =>
  z
    .object({
      qa_frequency: z
        .literal([-1, 0, 1])
        .describe('Mails about all but private messages: -1 at once, 1 daily, 0 never.'),
      email_notification_not_qa: bit(),
      mobile_notifications_scmty: bit(),
      show_toast_notifications: bit(),
      toast_notifications_emit_sound: bit(),
    })
    .meta({
      id: 'UserSettings',
      description: 'What a user wants to be told of. Guildhall keeps it, and tells nobody.',
    }),
);

export const encodeSettings = encoder(200, settings, encode, settingsFrom(null));

function encode({
  activityMails,
  messageMails,
  mobileNotifications,
  toasts,
  toastSounds,
}: UserSettings): Shaped<typeof settings> {
  return {
    qa_frequency: FREQUENCIES[activityMails],
    email_notification_not_qa: bitOf(messageMails),
    mobile_notifications_scmty: bitOf(mobileNotifications),
    show_toast_notifications: bitOf(toasts),
    toast_notifications_emit_sound: bitOf(toastSounds),
  };
}

function bitOf(flag: boolean): 0 | 1 {
  return flag ? 1 : 0;
}
