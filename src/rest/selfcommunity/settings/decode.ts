import { z } from 'zod';
import type { ChangeUserSettingsInput } from '../../../domain/operations/change-user-settings.ts';
import { ok, type Result } from '../../../domain/result.ts';
import type { MailFrequency } from '../../../domain/user-settings.ts';
import { decoder, documentedAs, optional } from '../../decoder.ts';
import { fieldReader } from '../../field-reader.ts';
import { idIn, userParams } from '../ids.ts';

/** Reads one of these numbers, which forms send as text. */
const oneOf = (...numbers: readonly number[]) =>
  z
    .unknown()
    .transform((given) => (typeof given === 'string' && /^-?\d$/.test(given) ? Number(given) : given))
    .pipe(z.literal(numbers));

const FREQUENCIES = new Map<number, MailFrequency>([
  [-1, 'AT_ONCE'],
  [0, 'NEVER'],
  [1, 'DAILY'],
]);

const frequency = documentedAs(
  oneOf(...FREQUENCIES.keys()).transform((number) => FREQUENCIES.get(number) ?? null),
  { enum: [-1, 0, 1, '-1', '0', '1'] },
);
const bit = documentedAs(
  oneOf(0, 1).transform((number) => number === 1),
  { enum: [0, 1, '0', '1'] },
);

const settings = {
  qa_frequency: optional(frequency, 'Mails about all but private messages: -1 at once, 1 daily, 0 never.'),
  email_notification_not_qa: optional(bit, 'Whether private messages are told by mail.'),
  mobile_notifications_scmty: optional(bit, 'Whether there are notifications on mobile devices.'),
  show_toast_notifications: optional(bit, 'Whether notices appear on the page.'),
  toast_notifications_emit_sound: optional(bit, 'Whether they appear with a sound.'),
};

/** Reads any of the settings; what is not given stays as it is. */
export const decodeSettings = decoder(
  { params: userParams, body: settings },
  (request): Result<ChangeUserSettingsInput> => {
    const userId = idIn(request, 'user');
    if (!userId.ok) return userId;
    const { read, unreadable } = fieldReader(settings, (name) => request.fields[name]);
    const change = {
      activityMails: read('activityMails', 'qa_frequency'),
      messageMails: read('messageMails', 'email_notification_not_qa'),
      mobileNotifications: read('mobileNotifications', 'mobile_notifications_scmty'),
      toasts: read('toasts', 'show_toast_notifications'),
      toastSounds: read('toastSounds', 'toast_notifications_emit_sound'),
    };
    return ok({ userId: userId.value, change, unreadable });
  },
);
