import { createHash } from 'node:crypto';
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { signCommunityToken } from '../../src/auth/sign-token.ts';
import { searchIndexFile } from '../../src/store/sqlite/search/index-file.ts';
import type { Bench } from './measure.ts';
import { movePostgres, seedPostgraphile } from './postgres.ts';
import { type Size, seed, seedPeers } from './seed.ts';
import { freePort, SECRET } from './servers.ts';

const USUAL: Size = { groups: 20_000, users: 10_000 };
const SMALL: Size = { groups: 10_000, users: 10_000 };
const LARGE: Size = { groups: 1_000_000, users: 100_000 };
/** Users who take turns in asking. */
const VIEWERS = 100;
const LARGE_FOLDER = join(tmpdir(), 'guildhall-bench-large');

/** A folder that is removed at the end. */
export function makeFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'guildhall-bench-'));
  // PostgreSQL may have to run as another user, and passes through here.
  chmodSync(folder, 0o711);
  return folder;
}

export async function usualData(folder: string, withPostgraphile: boolean): Promise<Bench> {
  const sqlite = join(folder, 'usual.db');
  seed(sqlite, USUAL);
  const peers = join(folder, 'peers.db');
  seedPeers(peers, sqlite);
  const postgres = withPostgraphile ? join(folder, 'postgres') : null;
  if (postgres !== null) await seedPostgraphile(postgres, sqlite);
  return { folder, bases: { sqlite, peers, postgres }, size: USUAL, tokens: await signTokens() };
}

/** The usual data in PostgreSQL, brought there by Guildhall's own move. */
export async function postgresData(folder: string): Promise<Bench> {
  const sqlite = join(folder, 'usual.db');
  seed(sqlite, USUAL);
  const postgres = join(folder, 'postgres');
  await movePostgres(postgres, sqlite, await freePort());
  return { folder, bases: { sqlite, peers: null, postgres }, size: USUAL, tokens: await signTokens() };
}

/** Data of a checkout's own migrations, for its server. */
export async function dataOf(checkout: string, folder: string): Promise<Bench> {
  mkdirSync(folder, { recursive: true });
  const sqlite = join(folder, 'usual.db');
  const module: { readonly seed: typeof seed } = await import(pathToFileURL(join(checkout, 'test/bench/seed.ts')).href);
  module.seed(sqlite, USUAL);
  return { folder, bases: { sqlite, peers: null, postgres: null }, size: USUAL, tokens: await signTokens() };
}

export async function smallData(folder: string): Promise<Bench> {
  const sqlite = join(folder, 'small.db');
  seed(sqlite, SMALL);
  return { folder, bases: { sqlite, peers: null, postgres: null }, size: SMALL, tokens: await signTokens() };
}

/** Made anew unless an earlier run kept it, and nothing that it is made of has changed since. */
export async function largeData(folder: string): Promise<Bench> {
  mkdirSync(LARGE_FOLDER, { recursive: true });
  const sqlite = join(LARGE_FOLDER, `${stampOf()}.db`);
  if (!existsSync(sqlite)) {
    const unfinished = join(folder, 'large.db');
    seed(unfinished, LARGE);
    renameSync(searchIndexFile(unfinished), searchIndexFile(sqlite));
    renameSync(unfinished, sqlite);
  }
  return { folder, bases: { sqlite, peers: null, postgres: null }, size: LARGE, tokens: await signTokens() };
}

export function removeLargeData(): void {
  rmSync(LARGE_FOLDER, { recursive: true, force: true });
}

function stampOf(): string {
  const migrations = new URL('../../drizzle/sqlite/', import.meta.url);
  const sources = [
    ...['seed.ts', 'words.ts', '../../src/store/sqlite/search/index-file.ts'].map(
      (file) => new URL(file, import.meta.url),
    ),
    ...readdirSync(migrations)
      .filter((file) => file.endsWith('.sql'))
      .sort()
      .map((file) => new URL(file, migrations)),
  ];
  const hash = createHash('sha256');
  for (const source of sources) hash.update(readFileSync(source));
  return hash.digest('hex').slice(0, 16);
}

async function signTokens(): Promise<readonly string[]> {
  const ids = Array.from({ length: VIEWERS }, (_, index) => index + 1);
  return Promise.all(ids.map((userId) => signCommunityToken(SECRET, { userId, expires: '1 day' })));
}
