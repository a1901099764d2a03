import cluster, { type Worker } from 'node:cluster';
import { once } from 'node:events';
import type { Logger } from 'pino';
import type { Config } from '../config.ts';
import { openLog } from '../telemetry/log.ts';
import { gatherMetrics } from './gather-metrics.ts';
import { fromWorker } from './messages.ts';

/**
 * Runs one server as several processes on one port. The primary process, which this is, answers no request: it starts
 * workers, starts another for each that dies, and ends when all of them have ended. The first worker opens the database
 * alone, so that migrations and whatever keeps a server from starting are met once.
 */

type Opened = (address: string, production: boolean) => void;

/** Milliseconds within which a worker that dies was never well: the next one starts later each time. */
const SHORT_LIFE_MS = 60_000;
const FIRST_DELAY_MS = 500;
const LONGEST_DELAY_MS = 30_000;
/** Milliseconds for which workers are waited for beyond their own time to drain; then they are killed. */
const GRACE_MS = 5_000;

export async function runWorkers(config: Config, opened: Opened, told: Promise<NodeJS.Signals>): Promise<void> {
  const log = await openLog(config.logLevel);
  const gathering = gatherMetrics((cause) => log.error({ err: cause }, 'the metrics cannot be added up'));
  cluster.on('message', (worker, message) => gathering.heard(worker, message));
  cluster.on('exit', (worker) => gathering.died(worker));

  const first = fork();
  const address = await addressOf(first);
  if (address === null) exitAs(first);
  const keeping = keepAlive(config.workers - 1, log);
  log.info({ workers: config.workers, address }, 'the workers are starting');
  await keeping.begun;
  opened(address, config.production);

  log.info({ signal: await told }, 'the workers are ending');
  keeping.stop();
  await endAll((config.drainSeconds + config.drainTimeoutSeconds) * 1_000 + GRACE_MS);
  log.info('all workers have ended');
}

function liveWorkers(): Worker[] {
  return Object.values(cluster.workers ?? {}).filter((worker) => worker !== undefined);
}

function fork(): Worker {
  const worker = cluster.fork();
  // What cannot be sent to a worker that died: its exit is heard, and unheard errors would end the primary process.
  worker.on('error', () => undefined);
  return worker;
}

/** Ends this process as its first worker ended, which has said why unless a signal ended it. */
function exitAs({ process: { exitCode, signalCode } }: Worker): never {
  if (signalCode !== null) {
    console.error(`Guildhall cannot start: ${signalCode} ended its first worker before it was open.`);
  }
  process.exit(exitCode ?? 1);
}

/** The address at which a worker is open; null where it ends before. */
async function addressOf(worker: Worker): Promise<string | null> {
  return new Promise((resolve) => {
    worker.once('exit', () => resolve(null));
    worker.on('message', (message: unknown) => {
      const said = fromWorker.safeParse(message);
      if (said.success && 'address' in said.data) resolve(said.data.address);
    });
  });
}

/** Starts this many more workers, and from then on another for each that dies. */
function keepAlive(more: number, log: Logger) {
  const startedAt = new Map<number, number>();
  /** Starts that are due. Where all workers died at once, nothing but these keeps this process alive. */
  const starts = new Set<NodeJS.Timeout>();
  let shortLives = 0;
  let ending = false;

  const start = (): Worker => {
    const worker = fork();
    startedAt.set(worker.id, performance.now());
    return worker;
  };
  cluster.on('exit', ({ id }, code, signal) => {
    const lived = performance.now() - (startedAt.get(id) ?? 0);
    startedAt.delete(id);
    if (ending) return;
    shortLives = lived < SHORT_LIFE_MS ? shortLives + 1 : 0;
    const delay = shortLives < 2 ? 0 : Math.min(FIRST_DELAY_MS * 2 ** (shortLives - 2), LONGEST_DELAY_MS);
    log.error({ died: id, code, signal, delay }, 'a worker died, and another takes its place');
    const due = setTimeout(() => {
      starts.delete(due);
      start();
    }, delay);
    starts.add(due);
  });

  return {
    begun: Promise.all(Array.from({ length: more }, () => addressOf(start()))),
    stop: () => {
      ending = true;
      for (const due of starts) clearTimeout(due);
    },
  };
}

/** Tells all workers to end, and kills those that have not after this many milliseconds. */
async function endAll(timeout: number): Promise<void> {
  const workers = liveWorkers();
  const ended = workers.map((worker) => once(worker, 'exit'));
  for (const { process: child } of workers) child.kill('SIGTERM');
  const cut = setTimeout(() => {
    for (const { process: child } of workers) child.kill('SIGKILL');
  }, timeout);
  await Promise.all(ended);
  clearTimeout(cut);
}
