import type { DatabaseMoment, DatabaseReader, Finding, Maintenance } from '../domain/maintenance.ts';
import { checkImage } from '../images/check-image.ts';
import { SETTLED_MS } from '../images/leftovers.ts';
import type { PictureFiles } from '../images/picture-files.ts';
import { unnamedFiles } from '../images/unnamed.ts';

/** All that is wrong with a database and its images, while a server goes on writing. */
export async function* examine(database: Maintenance, files: PictureFiles): AsyncGenerator<Finding> {
  yield* atOneMoment(database, (moment) => moment.findings());
  for await (const finding of badImages(database, files)) yield { check: 'pictures', finding };
  yield* atOneMoment(database, async function* (moment) {
    for await (const finding of leftovers(moment, files)) yield { check: 'picture-files', finding };
  });
}

/** While a moment is open, the database keeps all rows that have gone since: it is closed as soon as it was read. */
async function* atOneMoment(
  database: Maintenance,
  read: (moment: DatabaseMoment) => AsyncIterable<Finding>,
): AsyncGenerator<Finding> {
  const moment = await database.readMoment();
  try {
    yield* read(moment);
  } finally {
    await moment.close();
  }
}

/** Reads the groups as they are now, and again where something is wrong: a server removes images that are replaced. */
async function* badImages(database: Maintenance, files: PictureFiles): AsyncGenerator<string> {
  const now = await database.read();
  try {
    for await (const { groupId, role, key } of now.images()) {
      const problems = await checkImage(files, role, key);
      if (problems.length > 0 && (await now.imagesAmong([key])).has(key)) {
        yield* problems.map((problem) => `the ${role} of group ${groupId}: ${problem}`);
      }
    }
  } finally {
    await now.close();
  }
}

async function* leftovers(database: DatabaseReader, files: PictureFiles): AsyncGenerator<string> {
  const settled = Date.now() - SETTLED_MS;
  try {
    for await (const { name, writtenAt } of unnamedFiles(files.list(), database.imagesAmong)) {
      const at = await writtenAt();
      if (at !== null && at < settled) yield `${name} belongs to no group; a server that starts removes it`;
    }
  } catch (cause) {
    const isAbsent = cause instanceof Error && 'code' in cause && cause.code === 'ENOENT';
    if (!isAbsent) throw cause;
  }
}
