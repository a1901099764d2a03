import { existsSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import Sqlite from 'better-sqlite3';
import { freePort } from '../support/free-port.ts';
import { checkDatabase, checkOrphans, type Data, namedImages } from './checks.ts';
import { newLife } from './delivery.ts';
import type { Company, Engine } from './engine.ts';
import { readSample } from './reads.ts';
import { examine, onCopy } from './remains.ts';
import {
  aLifetime,
  end,
  isStarted,
  kill,
  killFirstStart,
  killLiving,
  killStart,
  type Living,
  type Run,
  record,
  spawn,
} from './run.ts';
import { environmentOf } from './server-process.ts';
import type { Writer } from './writer.ts';

/** Milliseconds from the first sight of the database to the kill: the migrations take about as long. */
const MIGRATION_MS = 20;
const SWEPT_WITHIN_MS = 60_000;

/**
 * SQLite: one server, which is killed with its database. The invariant: what it left is checked on a copy before the
 * next start, which has all of it to recover.
 */

interface Work extends Living {
  /** Null as long as nobody writes. */
  readonly working: Promise<unknown> | null;
}

const environment = ({ database, media }: Data) => environmentOf(`file:${database}`, media);

export async function sqliteEngine(run: Run): Promise<Engine> {
  const data = { database: join(run.folder, 'guildhall.db'), media: run.media };
  const env = environment(data);
  const port = await freePort(run.random.below);
  let work: Work | null = null;

  const lookAround = async ({ life }: Living, company: Company) => {
    run.figures.reads += await readSample(life, company.writers, run.random, company);
    await awaitSweep(run, data);
  };

  return {
    env,
    url: `http://127.0.0.1:${port}`,
    claimMs: 0,
    rounds: ({ kills }) => kills,
    async start() {
      work = await startWork(run, env, port);
      return work !== null;
    },
    async round(round, company, isLast) {
      if (work === null) return;
      if (round % 10 === 1) await killFirst(run);
      const { life, working } = work;
      const writing = working ?? Promise.all(company.writers.map((writer) => writer.work(life)));
      await aLifetime(run);
      await killLiving(run, work, round % 10 === 2);
      await writing;
      await checkRemains(run, data, company);
      if (round % 10 === 4) {
        unfold(data);
        await killStart(run, env, port);
      }
      if (run.violations.length > 0) return;
      // Every other time nobody waits for the sweep: it must not take what is being written.
      const isQuiet = round % 2 === 0 || isLast;
      work = await startWork(run, env, port, isQuiet ? [] : company.writers);
      if (work !== null && isQuiet) await lookAround(work, company);
    },
    async finish(company) {
      if (work === null) return;
      const { life } = work;
      await Promise.all(company.writers.map((writer) => writer.conclude(life)));
      await awaitSweep(run, data);
      await end(run, work);
      await checkRemains(run, data, company);
    },
    close: async () => {},
    abandon: () => {},
  };
}

/** With writers who knock until it opens, if any; null when it does not start, which is a violation. */
async function startWork(
  run: Run,
  env: NodeJS.ProcessEnv,
  port: number,
  writers: readonly Writer[] = [],
): Promise<Work | null> {
  const server = spawn(run, env, port);
  const life = newLife(`http://127.0.0.1:${port}`);
  const working = writers.length > 0 ? Promise.all(writers.map((writer) => writer.work(life))) : null;
  if (await isStarted(run, server)) return { server, life, working };
  life.isOver = true;
  await kill(server);
  await working;
  return null;
}

/** Leaves a database as one whose migrations have run, and nothing after them: a start has all texts to fold. */
function unfold({ database }: Data): void {
  const client = new Sqlite(database);
  client.exec(`update foldings set version = 'another', up_to = 0;
    update groups set folded = '', name_sort = ''; update users set folded = '', username_sort = ''`);
  client.close();
}

async function killFirst(run: Run): Promise<void> {
  const folder = join(run.folder, 'first');
  const data = { database: join(folder, 'guildhall.db'), media: join(folder, 'media') };
  await killFirstStart(run, {
    env: environment(data),
    migrationMs: MIGRATION_MS,
    isBegun: () => existsSync(data.database),
    hasTables: () =>
      onCopy(
        data,
        async (copy) => copy.prepare("select * from sqlite_master where name = 'groups'").get() !== undefined,
      ),
    check: () => onCopy(data, async (copy) => checkDatabase(copy)),
  });
  await rm(folder, { recursive: true });
}

async function checkRemains(run: Run, data: Data, { accounts }: Company): Promise<void> {
  const remains = await examine(data, run.checkImages, accounts);
  record(run, remains);
  run.figures.orphans += remains.orphans.length;
}

/** While nobody writes: the files that a killed server left behind are to be gone soon after the next one's start. */
async function awaitSweep({ violations }: Run, data: Data): Promise<void> {
  const beside = new Sqlite(data.database, { readonly: true });
  const orphansNow = () => checkOrphans(() => namedImages(beside), data);
  try {
    const until = performance.now() + SWEPT_WITHIN_MS;
    let orphans = await orphansNow();
    while (orphans.length > 0 && performance.now() < until) {
      await sleep(50);
      orphans = await orphansNow();
    }
    violations.push(...orphans);
  } finally {
    beside.close();
  }
}
