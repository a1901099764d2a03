import { setTimeout as sleep } from 'node:timers/promises';
import { freePort } from '../support/free-port.ts';
import type { ImageCheck } from './checks.ts';
import type { Life } from './delivery.ts';
import type { Figures } from './figures.ts';
import type { Check, Violation } from './ledger.ts';
import type { Random } from './random.ts';
import type { Remains } from './remains.ts';
import { type ServerProcess, startServerProcess } from './server-process.ts';

/**
 * Servers that are started and killed, on whatever engine. The invariant: every process that was started is in
 * `servers` until it has ended, so that none outlives a run.
 */

const SHORTEST_LIFE_MS = 100;
/** Milliseconds from a SIGTERM to the kill; a server that has nothing left to do is gone before. */
const ENDING_MS = 60;
const FIRST_START_MS = 800;
const ENDED_WITHIN_MS = 60_000;

/** One run of torture. */
export interface Run {
  readonly folder: string;
  readonly media: string;
  /** Milliseconds from the first answer, or the first write when that is later, to the kill, at most. */
  readonly longestLifeMs: number;
  readonly random: Random;
  readonly figures: Figures;
  readonly violations: Violation[];
  /** All that are alive. */
  readonly servers: Set<ServerProcess>;
  readonly checkImages: ImageCheck;
}

export interface Living {
  readonly server: ServerProcess;
  readonly life: Life;
}

export function violate({ violations }: Run, check: Check, detail: string): void {
  violations.push({ check, detail });
}

export function spawn({ servers }: Run, env: NodeJS.ProcessEnv, port: number): ServerProcess {
  const server = startServerProcess(env, port);
  servers.add(server);
  void server.ended.then(() => servers.delete(server));
  return server;
}

/** A server that does not start is a violation. */
export async function isStarted(run: Run, server: ServerProcess): Promise<boolean> {
  try {
    run.figures.restartsMs.push(await server.answering());
    return true;
  } catch (cause) {
    violate(run, 'start', String(cause));
    return false;
  }
}

export async function kill(server: ServerProcess): Promise<void> {
  server.signal('SIGKILL');
  await server.ended;
}

export function aLifetime({ random, longestLifeMs }: Run): Promise<void> {
  return sleep(SHORTEST_LIFE_MS + random.below(longestLifeMs - SHORTEST_LIFE_MS));
}

/** Kills a server under whatever it does; with a SIGTERM just before, when it is to end. */
export async function killLiving(run: Run, { server, life }: Living, isToEnd: boolean): Promise<void> {
  const { random, figures } = run;
  if (isToEnd) {
    life.isEnding = true;
    server.signal('SIGTERM');
    await sleep(random.below(ENDING_MS));
    figures.killsWhileEnding += 1;
  }
  life.isOver = true;
  await kill(server);
  figures.kills += 1;
}

/** A start that does not come to its end. */
export async function killStart(run: Run, env: NodeJS.ProcessEnv, port: number): Promise<void> {
  const server = spawn(run, env, port);
  const [typical = FIRST_START_MS] = run.figures.restartsMs;
  await sleep(run.random.below(typical * 1.2));
  await kill(server);
  run.figures.killsDuringStart += 1;
}

/** A database that does not exist yet, or has nothing in it. */
export interface FirstStart {
  readonly env: NodeJS.ProcessEnv;
  /** From the first sight of the database to the kill: the migrations take about as long. */
  readonly migrationMs: number;
  isBegun(): boolean | Promise<boolean>;
  hasTables(): Promise<boolean>;
  check(): Promise<readonly Violation[]>;
}

/** A kill where there is nothing yet, most often while the tables are made; the next start must do. */
export async function killFirstStart(run: Run, first: FirstStart): Promise<void> {
  const port = await freePort(run.random.below);
  const server = spawn(run, first.env, port);
  while (run.servers.has(server) && !(await first.isBegun())) await sleep(1);
  await sleep(run.random.below(first.migrationMs));
  await kill(server);
  run.figures.killsDuringFirstStart += 1;
  if (!(await first.hasTables())) run.figures.killsBeforeTables += 1;

  const next = spawn(run, first.env, port);
  if (!(await isStarted(run, next))) return;
  await kill(next);
  run.violations.push(...(await first.check()));
}

/** Takes note of what a server left behind. */
export function record({ violations, figures }: Run, remains: Remains): void {
  violations.push(...remains.violations);
  figures.written += remains.written;
  figures.unwritten += remains.unwritten;
}

/** Ends a server as an operator would. */
export async function end(run: Run, { server, life }: Living): Promise<void> {
  life.isEnding = true;
  server.signal('SIGTERM');
  const inTime = new AbortController();
  const late = sleep(ENDED_WITHIN_MS, 'late', { signal: inTime.signal }).catch(() => 'never');
  const outcome = await Promise.race([server.ended, late]);
  inTime.abort();
  life.isOver = true;
  if (outcome === 'late') violate(run, 'end', `it is there ${ENDED_WITHIN_MS} ms after a SIGTERM`);
  else if (server.exitCode() !== 0) violate(run, 'end', `it ended with ${server.exitCode()}: ${server.output()}`);
}
