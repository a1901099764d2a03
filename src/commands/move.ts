import { beginMaintenance } from '../begin-process.ts';
import type { ReferencedImage } from '../domain/maintenance.ts';
import { type MovedImages, moveImages } from '../images/move-images.ts';
import { openPictureFiles } from '../images/open-picture-files.ts';
import { orExit } from '../start-error.ts';
import { type Moving, moveStore } from '../store/move.ts';
import { storeLocation } from '../store/open.ts';
import { fail, failWithUsage, messageOf, readArguments } from './cli.ts';
import { endProgress, showProgress } from './progress-line.ts';

const USAGE = `Moves everything from a SQLite database to a PostgreSQL database that is empty: all rows with their ids, and the
pictures from MEDIA_DIR to MEDIA_URL, where that is set.

  npm run move -- FROM [TO]

  FROM  such as file:data/guildhall.db; its server must be stopped, and none can start until this ends
  TO    such as postgres://user:password@host/guildhall; DATABASE_URL where it is left out

Both are checked as doctor does. TO has all of it at the end, or nothing: after whatever kept this from its end, run it
again. FROM stays as it is.`;

const { positionals } = readArguments(USAGE, { allowPositionals: true, options: {} });
const [from, target, ...rest] = positionals;
if (from === undefined || rest.length > 0) failWithUsage('It takes one database or two.', USAGE);

const config = await beginMaintenance();
const to = target ?? config.databaseUrl;
let pictures: MovedImages = { moved: 0, missing: 0 };

async function movePictures(images: AsyncIterable<ReferencedImage>): Promise<void> {
  if (config.mediaBucket === null) return;
  const files = await openPictureFiles(config);
  await files.makeReady();
  pictures = await moveImages(images, config.mediaDir, files, (moved) => showProgress(`pictures: ${moved}`));
}

const moving: Moving = {
  moveImages: movePictures,
  onMoved: (what, rows) => showProgress(rows === undefined ? what : `${what}: ${rows.done} of ${rows.all}`),
  postgres: config.postgres,
};

try {
  const { users, groups, memberships } = await orExit(() => moveStore({ from, to }, moving).finally(endProgress));
  const { moved, missing } = pictures;
  console.log(
    `Moved ${storeLocation(from)} to ${storeLocation(to)}; users: ${users}, groups: ${groups}, memberships: ${memberships}, pictures: ${moved}.`,
  );
  if (missing > 0) console.error(`Pictures that groups have, and that are not in ${config.mediaDir}: ${missing}.`);
  if (config.mediaBucket === null) {
    console.log(`Pictures stay in ${config.mediaDir}, which all servers have to share.`);
  }
} catch (cause) {
  fail(`Nothing was moved from ${storeLocation(from)}: ${messageOf(cause)}`);
}
