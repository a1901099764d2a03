import { resolve } from 'node:path';
import type { Maintenance } from '../domain/maintenance.ts';
import { databaseFile } from './database-file.ts';
import { isPostgresUrl } from './database-url.ts';
import { postgresMaintenance } from './postgres/maintenance/maintenance.ts';
import { sqliteMaintenance } from './sqlite/maintenance/maintenance.ts';

/** What backup and doctor work on: the database that a `DATABASE_URL` names. */
export function maintenanceOf(databaseUrl: string): Maintenance {
  return isPostgresUrl(databaseUrl)
    ? postgresMaintenance(databaseUrl)
    : sqliteMaintenance(resolve(databaseFile(databaseUrl)));
}
