import { expect, it } from 'vitest';
import { settingsFrom } from '../../src/domain/user-settings.ts';

const USUAL = {
  activityMails: 'AT_ONCE',
  messageMails: true,
  mobileNotifications: true,
  toasts: true,
  toastSounds: true,
};

it('a user who has chosen nothing is told everything, at once', () => {
  expect(settingsFrom(null)).toEqual(USUAL);
});

it('what a user has chosen holds, and the rest is as usual', () => {
  const chosen = { activityMails: 'NEVER', messageMails: null, mobileNotifications: null, toasts: false } as const;

  expect(settingsFrom({ ...chosen, toastSounds: null })).toEqual({ ...USUAL, activityMails: 'NEVER', toasts: false });
});
