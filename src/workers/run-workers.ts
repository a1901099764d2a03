import cluster, { type Worker } from 'node:cluster';
import { once } from 'node:events';
import type { Logger } from 'pino';
import type { Config } from '../config.ts';
import { isSystemError, obstacleOf } from '../start-error.ts';
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

  const workers = keepAlive(log);
  const first = await workers.start();
  if ('ended' in first) return exitAs(first.ended);
  workers.keep();
  log.info({ workers: config.workers, address: first.address }, 'the workers are starting');
  await Promise.all(Array.from({ length: config.workers - 1 }, workers.start));
  opened(first.address, config.production);

  log.info({ signal: await told }, 'the workers are ending');
  workers.stop();
  await endAll((config.drainSeconds + config.drainTimeoutSeconds) * 1_000 + GRACE_MS);
  log.info('all workers have ended');
}

/** How a worker ended: with an exit code, by a signal, or with the reason why it could not be started. */
interface Ending {
  readonly code?: number | null;
  readonly signal?: NodeJS.Signals | null;
  readonly err?: unknown;
}

/** What came first: that a worker was open at an address, or that it ended. */
type Begun = { readonly address: string } | { readonly ended: Ending };

/** Starts a worker. `onEnded` is called once. */
function startWorker(onEnded: (how: Ending, worker?: Worker) => void): Promise<Begun> {
  return new Promise((resolve) => {
    const end = (how: Ending, worker?: Worker): void => {
      resolve({ ended: how });
      onEnded(how, worker);
    };
    try {
      const worker = cluster.fork();
      worker.once('exit', (code: number | null, signal: NodeJS.Signals | null) => end({ code, signal }, worker));
      worker.on('error', (err: unknown) => {
        // Other errors are of what cannot be sent to a worker that died: its exit is heard.
        if (worker.process.pid === undefined) end({ err }, worker);
      });
      worker.on('message', (message: unknown) => {
        const said = fromWorker.safeParse(message);
        if (said.success && 'address' in said.data) resolve({ address: said.data.address });
      });
    } catch (err) {
      // As where there is no memory; of most other reasons, it says so later.
      end({ err });
    }
  });
}

/** Ends this process as its first worker ended, which has said why where it could. */
function exitAs({ code, signal, err }: Ending): never {
  if (err !== undefined) {
    const why = isSystemError(err) ? obstacleOf(err).why : String(err);
    console.error(`Guildhall cannot start: its first worker cannot be started: ${why}.`);
  } else if (signal) {
    console.error(`Guildhall cannot start: ${signal} ended its first worker before it was open.`);
  }
  process.exit(code ?? 1);
}

/** Starts workers; between `keep` and `stop`, another for each that dies. */
function keepAlive(log: Logger) {
  /** Starts that are due. Where all workers died at once, nothing but these keeps this process alive. */
  const due = new Set<NodeJS.Timeout>();
  let shortLives = 0;
  let keeps = false;

  const start = (): Promise<Begun> => {
    const startedAt = performance.now();
    return startWorker((how, worker) => {
      if (!keeps) return;
      const lived = performance.now() - startedAt;
      shortLives = lived < SHORT_LIFE_MS ? shortLives + 1 : 0;
      const delay = shortLives < 2 ? 0 : Math.min(FIRST_DELAY_MS * 2 ** (shortLives - 2), LONGEST_DELAY_MS);
      log.error({ died: worker?.id, ...how, delay }, 'a worker died, and another takes its place');
      startAfter(delay);
    });
  };
  const startAfter = (delay: number): void => {
    const timer = setTimeout(() => {
      due.delete(timer);
      void start();
    }, delay);
    due.add(timer);
  };

  return {
    start,
    keep: () => {
      keeps = true;
    },
    stop: () => {
      keeps = false;
      for (const timer of due) clearTimeout(timer);
    },
  };
}

/** Tells all workers to end, and kills those that have not after this many milliseconds. */
async function endAll(timeout: number): Promise<void> {
  // One that could not be started may be among them, and does not end.
  const workers = Object.values(cluster.workers ?? {})
    .filter((worker) => worker !== undefined)
    .filter(({ process: { pid } }) => pid !== undefined);
  const ended = workers.map((worker) => once(worker, 'exit'));
  for (const { process: child } of workers) child.kill('SIGTERM');
  const cut = setTimeout(() => {
    for (const { process: child } of workers) child.kill('SIGKILL');
  }, timeout);
  await Promise.all(ended);
  clearTimeout(cut);
}
