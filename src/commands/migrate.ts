import { beginMaintenance } from '../begin-process.ts';
import { orExit } from '../start-error.ts';
import { migrateStore, storeLocation } from '../store/open.ts';
import { readArguments } from './cli.ts';

const USAGE = `Brings the database to what this version needs, as a server does when it starts.

  npm run migrate

Run it before the servers of a new version start, where they are not to do it themselves (MIGRATE=off). Several may run at
once: one works, and the others wait for it.`;

readArguments(USAGE, {});
const { databaseUrl, postgres } = await beginMaintenance();
await orExit(() => migrateStore(databaseUrl, { postgres }));
console.log(`${storeLocation(databaseUrl)} is as this version needs it.`);
