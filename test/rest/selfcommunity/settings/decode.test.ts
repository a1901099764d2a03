import { expect, it } from 'vitest';
import { decodeSettings } from '../../../../src/rest/selfcommunity/settings/decode.ts';
import { wireRequest } from '../../../support/wire.ts';

const NOTHING = {
  activityMails: null,
  messageMails: null,
  mobileNotifications: null,
  toasts: null,
  toastSounds: null,
};
const read = (fields: Record<string, unknown>) => decodeSettings(wireRequest({ params: { id: '7' }, fields }));

it.each<[string, Record<string, unknown>]>([
  ['JSON', { qa_frequency: -1, email_notification_not_qa: 0, show_toast_notifications: 1, sound: 1 }],
  ['a form', { qa_frequency: '-1', email_notification_not_qa: '0', show_toast_notifications: '1' }],
])('reads what is chosen in %s', (_encoding, fields) => {
  expect(read(fields)).toEqual({
    ok: true,
    value: {
      userId: 7,
      change: { ...NOTHING, activityMails: 'AT_ONCE', messageMails: false, toasts: true },
      unreadable: [],
    },
  });
});

it.each([
  [-1, 'AT_ONCE'],
  [0, 'NEVER'],
  [1, 'DAILY'],
])('reads %s as mails that come %s', (qa_frequency, activityMails) => {
  expect(read({ qa_frequency })).toMatchObject({ value: { change: { activityMails } } });
});

it('leaves as it is what is null or not given', () => {
  expect(read({ mobile_notifications_scmty: null })).toEqual({
    ok: true,
    value: { userId: 7, change: NOTHING, unreadable: [] },
  });
});

it('tells everything at once that is no choice', () => {
  const wrong = {
    qa_frequency: 2,
    email_notification_not_qa: true,
    mobile_notifications_scmty: '',
    show_toast_notifications: [1],
    toast_notifications_emit_sound: 'on',
  };
  const bit = { reason: 'invalid_choice', choices: ['0', '1'] };

  expect(read(wrong)).toEqual({
    ok: true,
    value: {
      userId: 7,
      change: NOTHING,
      unreadable: [
        { field: 'activityMails', reason: 'invalid_choice', choices: ['-1', '0', '1'] },
        { field: 'messageMails', ...bit },
        { field: 'mobileNotifications', ...bit },
        { field: 'toasts', ...bit },
        { field: 'toastSounds', ...bit },
      ],
    },
  });
});

it('finds nobody without a number', () => {
  expect(decodeSettings(wireRequest({ params: { id: 'me' } }))).toEqual({
    ok: false,
    refusal: { code: 'NOT_FOUND', kind: 'user' },
  });
});
