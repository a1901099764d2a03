import { eq, getTableColumns, sql } from 'drizzle-orm';
import type { Store } from '../../../domain/store.ts';
import type { ChosenSettings } from '../../../domain/user-settings.ts';
import type { Database } from '../connection/database.ts';
import type { Write } from '../connection/group-commit.ts';
import { prepareInsert, prepareSelect } from '../statements/prepared.ts';
import { userSettings } from '../tables.ts';

/** The columns of `ChosenSettings` of the domain. */
const { userId: _userId, ...CHOSEN } = getTableColumns(userSettings);

export function userSettingsAccess(db: Database, write: Write): Pick<Store, 'findUserSettings' | 'changeUserSettings'> {
  const statements = prepareStatements(db);
  return {
    async findUserSettings(userId) {
      return statements.find.get({ userId }) ?? null;
    },

    changeUserSettings(userId, change) {
      return write(() => {
        const chosen = statements.change.get({ userId, ...rowOf(change) });
        if (chosen === undefined) throw new Error(`the settings of user ${userId} were not written`);
        return chosen;
      });
    },
  };
}

/** The values of settings, as statements take them. */
function rowOf({ activityMails, ...flags }: ChosenSettings) {
  const bits = Object.entries(flags).map(([name, flag]) => [name, flag === null ? null : Number(flag)] as const);
  return { activityMails, ...Object.fromEntries(bits) };
}

function prepareStatements(db: Database) {
  const value = sql.placeholder;
  const columns = Object.entries(CHOSEN);
  const given = columns.map(([name]) => [name, sql`${value(name)}`] as const);
  const unlessNull = columns.map(([name, column]) => {
    return [name, sql`coalesce(excluded.${sql.identifier(column.name)}, ${column})`] as const;
  });
  return {
    find: prepareSelect(
      db,
      'findUserSettings',
      db
        .select(CHOSEN)
        .from(userSettings)
        .where(eq(userSettings.userId, value('userId'))),
    ),
    change: prepareInsert(
      db,
      'changeUserSettings',
      db
        .insert(userSettings)
        .values({ userId: value('userId'), ...Object.fromEntries(given) })
        .onConflictDoUpdate({ target: userSettings.userId, set: Object.fromEntries(unlessNull) })
        .returning(CHOSEN),
      CHOSEN,
    ),
  };
}
