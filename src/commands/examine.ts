import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { DatabaseReader, Finding, Maintenance } from '../domain/maintenance.ts';
import { checkImage } from '../images/check-image.ts';
import { unnamedFiles } from '../images/unnamed.ts';

/** Age of a file that no group names before it is a finding: younger ones a server is saving, or has yet to remove. */
const SETTLED_MS = 3_600_000;

/** All that is wrong with a database and its images, as they are at one moment, while a server goes on writing. */
export async function* examine(database: Maintenance, mediaDir: string): AsyncGenerator<Finding> {
  const moment = await database.readMoment();
  try {
    yield* moment.findings();
    for await (const finding of badImages(database, mediaDir)) yield { check: 'pictures', finding };
    for await (const finding of leftovers(moment, mediaDir)) yield { check: 'picture-files', finding };
  } finally {
    await moment.close();
  }
}

/** Reads the groups as they are now, and again where something is wrong: a server removes images that are replaced. */
async function* badImages(database: Maintenance, mediaDir: string): AsyncGenerator<string> {
  const now = await database.read();
  try {
    for await (const { groupId, role, key } of now.images()) {
      const problems = await checkImage(mediaDir, role, key);
      if (problems.length > 0 && (await now.imagesAmong([key])).has(key)) {
        yield* problems.map((problem) => `the ${role} of group ${groupId}: ${problem}`);
      }
    }
  } finally {
    await now.close();
  }
}

async function* leftovers(database: DatabaseReader, mediaDir: string): AsyncGenerator<string> {
  const settled = Date.now() - SETTLED_MS;
  try {
    for await (const name of unnamedFiles(mediaDir, database.imagesAmong)) {
      const file = await stat(join(mediaDir, name)).catch(() => null);
      if (file !== null && file.mtimeMs < settled) yield `${name} belongs to no group; a server that starts removes it`;
    }
  } catch (cause) {
    const isAbsent = cause instanceof Error && 'code' in cause && cause.code === 'ENOENT';
    if (!isAbsent) throw cause;
  }
}
