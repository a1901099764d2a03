import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, expect } from 'vitest';
import { createApp } from '../../src/app.ts';
import { signCommunityToken } from '../../src/auth/sign-token.ts';
import { readConfig } from '../../src/config.ts';
import { EMPTY_PROFILE } from '../../src/domain/profile.ts';
import type { Store } from '../../src/domain/store.ts';
import { openStore } from '../../src/store/open.ts';
import { openLog } from '../../src/telemetry/log.ts';
import { createMetrics } from '../../src/telemetry/metrics.ts';
import { storeObserver } from '../../src/telemetry/store-observer.ts';
import { emptyDatabase } from './postgres.ts';
import { contradictions, watch } from './rest-contract.ts';
import { SECRET } from './secret.ts';

export { SECRET };

export interface TestServer {
  /** Without a trailing slash. */
  readonly url: string;
  readonly store: Store;
  /** Every SQL statement since the last `statements.length = 0`. */
  readonly statements: string[];
  /** A community token; the user exists from their first request on. */
  token(userId: number): Promise<string>;
  /** Makes users exist, with the username `user-<id>`. */
  addUsers(...ids: number[]): Promise<void>;
  /** The files that are kept of images. */
  mediaFiles(): Promise<string[]>;
  stop(): Promise<void>;
}

export interface ServerOptions {
  readonly env?: Readonly<Record<string, string>>;
  readonly now?: () => Date;
  readonly elapsed?: () => number;
  readonly sandboxReachable?: () => Promise<boolean>;
}

/** Whether servers are started on PostgreSQL where a test names no database: `SERVER_ENGINE=postgres`. */
const isOnPostgres = process.env['SERVER_ENGINE'] === 'postgres';

/** What any of the servers has answered against its own OpenAPI document. */
const contradicted: string[] = [];
const expectNone = () => expect(contradicted.splice(0)).toEqual([]);
afterEach(expectNone);
afterAll(expectNone);

/** A real server on a free port, with a database and a media folder of its own. */
export async function startServer({ env = {}, ...given }: ServerOptions = {}): Promise<TestServer> {
  const folder = await mkdtemp(join(tmpdir(), 'guildhall-'));
  const database = env['DATABASE_URL'] === undefined && isOnPostgres ? await emptyDatabase() : null;
  const config = readConfig({
    PORT: '0',
    DATABASE_URL: database?.url ?? `file:${join(folder, 'guildhall.db')}`,
    ...(database && { DATABASE_CONNECTIONS: '4', DATABASE_TIMEOUT_SECONDS: '60' }),
    MEDIA_DIR: join(folder, 'media'),
    JWT_SECRET: SECRET,
    LOG_LEVEL: 'silent',
    RATE_LIMIT: 'off',
    // Nobody is cut for being slow, as a busy machine is.
    MIN_SPEED_SECONDS: '300',
    HEADERS_TIMEOUT_SECONDS: '300',
    REQUEST_TIMEOUT_SECONDS: '300',
    IDLE_TIMEOUT_SECONDS: '300',
    ...env,
  });

  const statements: string[] = [];
  const metrics = createMetrics();
  const log = await openLog(config.logLevel);
  const store = await openStore(config.databaseUrl, {
    // What is read in one turn of the event loop shares a transaction, whichever request it is for.
    onStatement: (statement) => {
      if (!/^(begin|commit|pragma busy_timeout = \d+)$/.test(statement)) statements.push(statement);
    },
    observer: storeObserver(metrics, log),
    postgres: config.postgres,
  });
  const app = await createApp(config, {
    store,
    secret: SECRET,
    log,
    metrics,
    tracing: null,
    draining: new AbortController().signal,
    ...given,
  });
  watch(app.server, (exchange) => contradicted.push(...contradictions(exchange)));
  const url = await app.listen({ port: 0, host: '127.0.0.1' });

  return {
    url,
    store,
    statements,
    token: (userId) => signCommunityToken(SECRET, { userId, expires: '1h' }),
    async addUsers(...ids) {
      const people = ids.map((id) => ({
        key: { communityId: id },
        username: `user-${id}`,
        realName: `User ${id}`,
        avatarUrl: null,
        extId: null,
        reviewer: false,
        profile: EMPTY_PROFILE,
      }));
      await store.importUsers(people, new Date());
    },
    mediaFiles: () => readdir(config.mediaDir),
    async stop() {
      await app.close();
      await store.close();
      await database?.drop();
      await rm(folder, { recursive: true });
    },
  };
}
