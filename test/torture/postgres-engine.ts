import { setTimeout as sleep } from 'node:timers/promises';
import { RUNNING_MS } from '../../src/store/postgres/groups/claim-key.ts';
import { withClient } from '../../src/store/postgres/maintenance/client.ts';
import { freePort } from '../support/free-port.ts';
import { newLife } from './delivery.ts';
import type { Company, Engine, Kills } from './engine.ts';
import { type PostgresProcess, startPostgres } from './postgres-process.ts';
import { doctorFindings, examinePostgres } from './postgres-remains.ts';
import { readSample } from './reads.ts';
import {
  aLifetime,
  end,
  isStarted,
  killFirstStart,
  killLiving,
  killStart,
  type Living,
  type Run,
  record,
  spawn,
  violate,
} from './run.ts';
import { environmentOf } from './server-process.ts';

/**
 * PostgreSQL: two instances on one server of it, of which one is killed, or PostgreSQL itself. The invariant: what was
 * not killed is never started again, and what is left is checked while nobody writes.
 */

const INSTANCES = ['one', 'two'] as const;
/** Milliseconds for which the others write on, at most, after a kill. */
const AFTERMATH_MS = 800;
/** Milliseconds for which PostgreSQL is away, at most, beside the time of its recovery. */
const AWAY_MS = 1500;
/** Milliseconds in which an instance must find PostgreSQL again. */
const READY_WITHIN_MS = 15_000;
/** Milliseconds in which PostgreSQL must be through with what a killed instance had asked. */
const QUIET_WITHIN_MS = 30_000;
/** Milliseconds from an instance's first connection to the kill: the migrations take about as long. */
const MIGRATION_MS = 150;

interface Instance {
  readonly name: string;
  readonly port: number;
  readonly env: NodeJS.ProcessEnv;
}

export async function postgresEngine(run: Run, kills: Kills): Promise<Engine> {
  const postgres = await startPostgres(await freePort(run.random.below));
  await onServer(postgres, 'create database guildhall');
  const url = postgres.urlOf('guildhall');
  const instances: Instance[] = [];
  for (const name of INSTANCES) {
    const env = environmentOf(`${url}?application_name=${name}`, run.media);
    instances.push({ name, port: await freePort(run.random.below), env });
  }
  const living = new Map<Instance, Living>();
  const lives = () => [...living.values()].map(({ life }) => life);

  const start = async (instance: Instance): Promise<boolean> => {
    const server = spawn(run, instance.env, instance.port);
    living.set(instance, { server, life: newLife(`http://127.0.0.1:${instance.port}`) });
    return isStarted(run, server);
  };

  /** Everybody writes, each to the instance that they did not write to before. */
  const write = (round: number, { writers }: Company) => {
    const all = lives();
    return Promise.all(
      writers.flatMap((writer, index) => {
        const life = all[(index + round) % all.length];
        return life === undefined ? [] : [writer.work(life)];
      }),
    );
  };

  const rest = async (writing: Promise<unknown>) => {
    for (const life of lives()) life.isResting = true;
    await writing;
    for (const life of lives()) {
      life.isResting = false;
      life.isCutOff = false;
    }
  };

  const killInstance = async (round: number, writing: Promise<unknown>): Promise<Instance> => {
    const instance = run.random.pick(instances);
    const victim = living.get(instance);
    if (victim === undefined) throw new Error(`${instance.name} is not there`);
    await killLiving(run, victim, round % 10 === 2);
    await sleep(run.random.below(AFTERMATH_MS));
    await rest(writing);
    if (!(await isQuiet(url, instance.name))) {
      violate(run, 'end', `PostgreSQL works for ${instance.name} ${QUIET_WITHIN_MS} ms after it was killed`);
    }
    return instance;
  };

  const killPostgres = async (writing: Promise<unknown>): Promise<void> => {
    for (const life of lives()) life.isCutOff = true;
    await postgres.kill();
    run.figures.databaseKills += 1;
    await sleep(run.random.below(AWAY_MS));
    await postgres.start();
    await Promise.all(lives().map((life) => awaitReady(run, life.url)));
    await sleep(run.random.below(AFTERMATH_MS));
    await rest(writing);
  };

  const check = async ({ accounts }: Company) => {
    const remains = await examinePostgres(url, run, accounts);
    record(run, remains);
    // A start leaves files for an hour, in case another instance is about to name them.
    run.figures.orphans = remains.orphans.length;
  };

  return {
    env: environmentOf(url, run.media),
    url: `http://127.0.0.1:${instances[0]?.port}`,
    claimMs: RUNNING_MS,
    rounds: ({ kills, databaseKills }) => kills + databaseKills,
    async start() {
      const started = await Promise.all(instances.map(start));
      return started.every(Boolean);
    },
    async round(round, company) {
      if (round % 10 === 1) await killFirst(run, postgres);
      const writing = write(round, company);
      await aLifetime(run);
      const killed = isOfDatabase(round, kills) ? await killPostgres(writing) : await killInstance(round, writing);
      await check(company);
      if (run.violations.length > 0) return;
      if (killed !== undefined) {
        if (round % 10 === 4) await killStart(run, killed.env, killed.port);
        if (!(await start(killed))) return;
      }
      for (const life of lives()) {
        run.figures.reads += await readSample(life, company.writers, run.random, company);
      }
    },
    async finish(company) {
      const [life] = lives();
      if (life !== undefined) await Promise.all(company.writers.map((writer) => writer.conclude(life)));
      for (const each of living.values()) await end(run, each);
      await check(company);
    },
    close: postgres.close,
    abandon: postgres.abandon,
  };
}

/** Spreads the kills of PostgreSQL evenly over all rounds. */
function isOfDatabase(round: number, { kills, databaseKills }: Kills): boolean {
  const before = (rounds: number) => Math.floor((rounds * databaseKills) / (kills + databaseKills));
  return before(round + 1) > before(round);
}

function onServer(postgres: PostgresProcess, statement: string): Promise<unknown> {
  return withClient(postgres.urlOf('postgres'), (client) => client.query(statement));
}

/** Waits until PostgreSQL is through with everything, and has let the killed one's connections go; false when it is not. */
async function isQuiet(url: string, killed: string): Promise<boolean> {
  return withClient(url, async (client) => {
    const until = performance.now() + QUIET_WITHIN_MS;
    while (performance.now() < until) {
      const { rows } = await client.query(
        `select pid from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()
          and backend_type = 'client backend' and (application_name = $1 or state <> 'idle')`,
        [killed],
      );
      if (rows.length === 0) return true;
      await sleep(20);
    }
    return false;
  });
}

async function awaitReady(run: Run, url: string): Promise<void> {
  const since = performance.now();
  while (performance.now() - since < READY_WITHIN_MS) {
    const answer = await fetch(`${url}/readyz`);
    await answer.arrayBuffer();
    if (answer.ok) {
      run.figures.recoveriesMs.push(Math.round(performance.now() - since));
      return;
    }
    await sleep(10);
  }
  violate(run, 'outage', `${url} has not found PostgreSQL again in ${READY_WITHIN_MS} ms`);
}

async function killFirst(run: Run, postgres: PostgresProcess): Promise<void> {
  await onServer(postgres, 'create database first');
  const url = postgres.urlOf('first');
  const has = (query: string) => withClient(url, async (client) => (await client.query(query)).rows.length > 0);
  await killFirstStart(run, {
    env: environmentOf(`${url}?application_name=first`, `${run.media}-first`),
    migrationMs: MIGRATION_MS,
    isBegun: () => has("select 1 from pg_stat_activity where application_name = 'first'"),
    hasTables: () => has("select 1 from pg_class where relname = 'groups' and relkind = 'r'"),
    check: () => doctorFindings(url),
  });
  await onServer(postgres, 'drop database first with (force)');
}
