import pg from 'pg';
import { StartError } from '../../../start-error.ts';
import { foldAnew, isFolded, type OnFolded } from './fold-anew.ts';
import { migrate, migrationState } from './migrations.ts';
import { type ConnectionSettings, clientConfig } from './settings.ts';
import { checkServer, type Place, startFailure } from './start-checks.ts';
import { runnerOn } from './transaction.ts';
import { forgetWriters } from './writer-connection.ts';

interface Preparation extends Place {
  /** Whether the database is migrated; else one that lacks migrations is refused. */
  readonly migrates: boolean;
  readonly onFolded?: OnFolded | undefined;
  /** Called after the texts of all groups were folded anew. */
  readonly onAllFolded: (client: pg.ClientBase) => Promise<void>;
  readonly onWarning?: ((warning: string) => void) | undefined;
}

/** Checks the server and brings the database to what this version needs, or throws a `StartError` with the cure. */
export async function prepareDatabase(settings: ConnectionSettings, preparation: Preparation): Promise<void> {
  const { location, undone, migrates, onFolded, onAllFolded, onWarning } = preparation;
  let client: pg.Client | null = null;
  try {
    // Migrating a large database takes longer than any statement may that somebody waits for.
    client = new pg.Client({ ...clientConfig(settings), query_timeout: undefined });
    client.on('error', () => undefined);
    await client.connect();
    const warning = await checkServer(client, { location, undone, timeoutMs: settings.timeoutMs, migrates });
    if (warning !== null) onWarning?.(warning);
    const { whyForeign, missing } = migrates ? await migrate(client) : await migrationState(client);
    if (whyForeign !== null) {
      throw new StartError(
        `${undone}: the database ${location} ${whyForeign}; set DATABASE_URL to another database, or start what it belongs to.`,
      );
    }
    if (migrates) {
      if ((await foldAnew(client, onFolded)).includes('groups')) await onAllFolded(client);
    } else if (missing > 0 || !(await isFolded(client))) {
      throw new StartError(
        `${undone}: the database ${location} is of an older version, and MIGRATE is off: run "npm run migrate", or set MIGRATE=on.`,
      );
    }
    await forgetWriters(runnerOn(client, false), new Date());
  } catch (cause) {
    throw startFailure({ location, undone }, cause);
  } finally {
    await client?.end().catch(() => undefined);
  }
}
