import type { Store } from '../../domain/store.ts';
import { openDatabase } from './database.ts';
import { groupReads } from './groups.ts';
import { groupCreation } from './new-groups.ts';
import { userMethods } from './users.ts';

/** Groups in one SQLite file. */
export function openSqlite(file: string, onStatement?: (statement: string) => void): Store {
  const db = openDatabase(file, onStatement);
  const ping = db.$client.prepare('select count(*) from (select 1 from groups limit 1)');
  return {
    ...groupReads(db),
    ...groupCreation(db),
    ...userMethods(db),
    async ping() {
      ping.get();
    },
    async close() {
      db.$client.close();
    },
  };
}
