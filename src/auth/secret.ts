import { randomBytes } from 'node:crypto';
import { existsSync, linkSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { type Config, isLongSecret } from '../config.ts';
import { isSystemError, obstacleOf, StartError } from '../start-error.ts';
import { databaseFile } from '../store/database-file.ts';
import { usableFolder } from '../usable-folder.ts';

/** Name of the file, beside the database, that keeps a generated secret. */
export const SECRET_FILE = 'jwt-secret';

export interface CommunitySecret {
  readonly value: string;
  /** Its origin: a setting, or the path of a file. */
  readonly source: string;
}

/** The secret of the community tokens: the one that is set, or one that is made once and kept beside the database. */
export function communitySecret({ jwtSecret, databaseUrl }: Config): CommunitySecret {
  if (jwtSecret !== null) return { value: jwtSecret, source: 'JWT_SECRET' };
  const folder = dirname(databaseFile(databaseUrl));
  usableFolder('DATABASE_URL', folder);
  const file = resolve(folder, SECRET_FILE);
  try {
    return { value: keptSecret(file), source: file };
  } catch (cause) {
    if (!isSystemError(cause)) throw cause;
    const { why, cure } = obstacleOf(cause);
    throw new StartError(
      `Guildhall cannot start: JWT_SECRET is not set, its file ${file} cannot be used, and ${why}: ${cure}, or set JWT_SECRET.`,
    );
  }
}

function keptSecret(file: string): string {
  if (!existsSync(file)) {
    const aside = `${file}.${process.pid}`;
    try {
      writeFileSync(aside, randomBytes(48).toString('base64url'), { mode: 0o600 });
      // Fails when another process was first; its secret is used then.
      linkSync(aside, file);
    } catch (cause) {
      if (!existsSync(file)) throw cause;
    } finally {
      rmSync(aside, { force: true });
    }
  }
  const secret = readFileSync(file, 'utf8').trim();
  if (isLongSecret(secret)) return secret;
  throw new StartError(
    `Guildhall cannot start: the secret in ${file} is shorter than 32 bytes: remove that file to have one made, or set JWT_SECRET.`,
  );
}
