import { existsSync } from 'node:fs';
import { beginMaintenance } from '../begin-process.ts';
import { openPictureFiles } from '../images/open-picture-files.ts';
import { maintenanceOf } from '../store/maintenance.ts';
import { fail, messageOf, readArguments } from './cli.ts';
import { mediaOf, unfit, writeBackup } from './write-backup.ts';

const USAGE = `Backs up the database and its pictures, whether or not the server is running.

  npm run backup -- FILE [--force]

  FILE     the database as it is at one moment, after every write that was answered before the command began;
           its pictures go to FILE-media. FILE appears once all of it is there and has been verified.
  --force  replace a FILE that is there; pictures that its FILE-media has already are not copied again

Of a database on a PostgreSQL server it backs up the pictures alone: pg_dump or the server's provider copies the database.
Do that after this command, and then run it once more: so no picture is missing that was saved or replaced meanwhile.

It holds what is private, but not the secret of the community tokens (JWT_SECRET): keep that elsewhere.`;

const { values, positionals } = readArguments(USAGE, {
  allowPositionals: true,
  options: { force: { type: 'boolean', default: false } },
});
const [file, ...rest] = positionals;
if (file === undefined || rest.length > 0) fail(USAGE, 2);

const config = await beginMaintenance();
const source = { database: maintenanceOf(config.databaseUrl), files: await openPictureFiles(config) };
try {
  const problem = await unfit(source, file);
  if (problem !== null) fail(`Nothing was backed up: ${problem}.`);
  if (existsSync(file) && !values.force) fail(`Nothing was backed up: ${file} is there; --force replaces it.`);

  const { groups, images, missing } = await writeBackup(source, file);
  const { location, copies } = source.database;
  const done =
    copies === null
      ? `Backed up the pictures of ${location} to ${mediaOf(file)}, and not the database: use pg_dump, or what its provider offers`
      : `Backed up ${location} to ${file} and ${mediaOf(file)}`;
  console.log(`${done}; groups: ${groups}, pictures: ${images}.`);
  if (missing > 0)
    console.error(`Pictures that groups have, and that are not in ${source.files.location}: ${missing}.`);
} catch (cause) {
  fail(`Nothing was backed up from ${source.database.location}: ${messageOf(cause)}`);
}
