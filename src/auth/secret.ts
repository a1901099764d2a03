import { randomBytes } from 'node:crypto';
import { existsSync, linkSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { type Config, isLongSecret, SettingsError } from '../config.ts';
import { sqliteFile } from '../store/open.ts';

/** The secret of the community tokens: the one that is set, or one that is made once and kept beside the database. */
export function communitySecret({ jwtSecret, databaseUrl }: Config): string {
  return jwtSecret ?? keptSecret(join(dirname(sqliteFile(databaseUrl)), 'jwt-secret'));
}

function keptSecret(file: string): string {
  if (!existsSync(file)) {
    mkdirSync(dirname(file), { recursive: true });
    const aside = `${file}.${process.pid}`;
    writeFileSync(aside, randomBytes(48).toString('base64url'), { mode: 0o600 });
    try {
      // Fails when another process was first, whose secret is then the one.
      linkSync(aside, file);
    } catch (cause) {
      if (!existsSync(file)) throw cause;
    } finally {
      rmSync(aside);
    }
  }
  const secret = readFileSync(file, 'utf8').trim();
  if (isLongSecret(secret)) return secret;
  throw new SettingsError(
    `Guildhall cannot start: the secret in ${file} is shorter than 32 bytes. Remove that file to have one made.`,
  );
}
