import { expect, it } from 'vitest';
import { encodeSettings } from '../../../../src/rest/selfcommunity/settings/encode.ts';
import { wireContext } from '../../../support/wire.ts';

it.each([
  ['AT_ONCE', -1],
  ['DAILY', 1],
  ['NEVER', 0],
] as const)('writes settings as five numbers, mails that come %s as %s', (activityMails, qa_frequency) => {
  const rest = { messageMails: true, mobileNotifications: false, toasts: true, toastSounds: false };

  expect(encodeSettings({ activityMails, ...rest }, wireContext())).toEqual({
    status: 200,
    body: {
      qa_frequency,
      email_notification_not_qa: 1,
      mobile_notifications_scmty: 0,
      show_toast_notifications: 1,
      toast_notifications_emit_sound: 0,
    },
  });
});
