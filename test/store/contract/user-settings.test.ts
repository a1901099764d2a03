import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Store } from '../../../src/domain/store.ts';
import type { ChosenSettings } from '../../../src/domain/user-settings.ts';
import { addUsers, engines, type TestDatabase } from '../../support/engines.ts';

const NOTHING: ChosenSettings = {
  activityMails: null,
  messageMails: null,
  mobileNotifications: null,
  toasts: null,
  toastSounds: null,
};
const [ANNA, BO] = [1, 2];

describe.each(Object.entries(engines))('settings of users on %s', (_engine, open) => {
  let database: TestDatabase;
  let store: Store;

  beforeEach(async () => {
    database = await open();
    store = database.store;
    await addUsers(store, ANNA, BO);
  });

  afterEach(() => database.remove());

  const change = (userId: number, chosen: Partial<ChosenSettings>, on = store) =>
    on.changeUserSettings(userId, { ...NOTHING, ...chosen });

  it('are none of a user who has chosen none, nor of nobody', async () => {
    expect(await store.findUserSettings(ANNA)).toBeNull();
    expect(await store.findUserSettings(987_654_321)).toBeNull();
  });

  it('are what was chosen, one after the other', async () => {
    const first = await change(ANNA, { activityMails: 'NEVER', toasts: false });
    expect(first).toEqual({ ok: true, value: { ...NOTHING, activityMails: 'NEVER', toasts: false } });

    const second = await change(ANNA, { toasts: true, toastSounds: false });

    const all = { ...NOTHING, activityMails: 'NEVER', toasts: true, toastSounds: false };
    expect(second).toEqual({ ok: true, value: all });
    expect(await store.findUserSettings(ANNA)).toEqual(all);
  });

  it('can all be chosen', async () => {
    const all: ChosenSettings = {
      activityMails: 'DAILY',
      messageMails: false,
      mobileNotifications: true,
      toasts: false,
      toastSounds: true,
    };

    expect(await change(ANNA, all)).toEqual({ ok: true, value: all });
    expect(await store.findUserSettings(ANNA)).toEqual(all);
  });

  it("are one's own", async () => {
    await change(ANNA, { messageMails: false });

    expect(await store.findUserSettings(BO)).toBeNull();
  });

  it('keep each of several choices that are made at the same time', async () => {
    const other = await database.connect();

    await Promise.all([
      change(ANNA, { activityMails: 'DAILY' }),
      change(ANNA, { messageMails: false }, other),
      change(ANNA, { toasts: false }),
      change(ANNA, { toastSounds: false }, other),
    ]);

    const all = { ...NOTHING, activityMails: 'DAILY', messageMails: false, toasts: false, toastSounds: false };
    expect(await store.findUserSettings(ANNA)).toEqual(all);
  });
});
