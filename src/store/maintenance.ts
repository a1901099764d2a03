import { resolve } from 'node:path';
import type { Maintenance } from '../domain/maintenance.ts';
import { databaseFile } from './database-file.ts';
import { sqliteMaintenance } from './sqlite/maintenance/maintenance.ts';

/** What backup and doctor work on: the database that a `DATABASE_URL` names. */
export function maintenanceOf(databaseUrl: string): Maintenance {
  return sqliteMaintenance(resolve(databaseFile(databaseUrl)));
}
