import { eq, getTableColumns, sql } from 'drizzle-orm';
import type { Store } from '../../../domain/store.ts';
import type { ChosenSettings } from '../../../domain/user-settings.ts';
import { type BatchStep, done } from '../connection/batch-step.ts';
import type { Write } from '../connection/group-commit.ts';
import {
  columnsOf,
  db,
  given,
  prepareReturning,
  prepareSelect,
  type Runner,
  wholeWrite,
} from '../statements/prepared.ts';
import { userSettings } from '../tables.ts';

/** The columns of `ChosenSettings` of the domain. */
const { userId: USER_ID, ...CHOSEN } = getTableColumns(userSettings);

export function userSettingsAccess(
  reads: Runner,
  write: Write,
): Pick<Store, 'findUserSettings' | 'changeUserSettings'> {
  return {
    async findUserSettings(userId) {
      return (await byUser.get(reads, { userId })) ?? null;
    },
    changeUserSettings: (userId, change) => write(CHANGE_SETTINGS, { ...change, userId }),
  };
}

interface SettingsChange extends ChosenSettings {
  readonly userId: number;
}

const CHANGE_SETTINGS: BatchStep<SettingsChange, ChosenSettings> = {
  keys: ({ userId }) => [`settings of user ${userId}`],

  async run(on, changes) {
    const names = ['userId', 'activityMails', 'messageMails', 'mobileNotifications', 'toasts', 'toastSounds'] as const;
    const rows = await UPSERT.all(on, columnsOf(names, changes));
    const chosen = new Map(rows.map(({ userId, ...settings }) => [userId, settings]));
    return changes.map(({ userId }) => {
      const settings = chosen.get(userId);
      return settings === undefined
        ? { failed: new Error(`the settings of user ${userId} were not written`) }
        : done(settings);
    });
  },
};

const byUser = prepareSelect(
  'findUserSettings',
  db
    .select(CHOSEN)
    .from(userSettings)
    .where(eq(USER_ID, sql.placeholder('userId'))),
);

const { activityMails, messageMails, mobileNotifications, toasts, toastSounds } = CHOSEN;
const unlessNull = Object.values(CHOSEN).map(({ name }) => {
  const column = sql.identifier(name);
  return sql`${column} = coalesce(excluded.${column}, ${userSettings}.${column})`;
});

const UPSERT = prepareReturning<SettingsChange>(
  'changeUserSettings',
  wholeWrite(sql`insert into ${userSettings}
      (user_id, activity_mails, message_mails, mobile_notifications, toasts, toast_sounds)
    select * from ${given({ userId: USER_ID, activityMails, messageMails, mobileNotifications, toasts, toastSounds })}
    order by 1 on conflict (user_id) do update set ${sql.join(unlessNull, sql`, `)}
    returning user_id, activity_mails, message_mails, mobile_notifications, toasts, toast_sounds`),
  { userId: USER_ID, ...CHOSEN },
);
