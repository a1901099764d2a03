import { openPostgresData } from './data-postgres.ts';
import { serveRest } from './rest.ts';
import { readSettings } from './settings.ts';

/** (p): Guildhall's statements on PostgreSQL, with a transaction for each write. */
const { DATABASE_URL = '' } = process.env;
await serveRest(readSettings(), openPostgresData(DATABASE_URL));
