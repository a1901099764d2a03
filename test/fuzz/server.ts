import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { createInterface, type Interface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';
import { addressOf } from '../support/processes.ts';
import { type FuzzedData, SECRET } from './cast.ts';

export const METRICS_TOKEN = 'a-token-for-the-metrics';
const ROOT = fileURLToPath(new URL('../..', import.meta.url));
/** With room to spare V8 leaves garbage where it is, which looks like a leak; so a real one ends the process. */
const ARGUMENTS = [
  '--max-old-space-size=256',
  '--import',
  './src/load-fast.js',
  '--import',
  './test/fuzz/tell-heap.ts',
];
/** As in the container. */
export const ALLOCATOR = { MALLOC_ARENA_MAX: '2' };
const START_WITHIN_MS = 120_000;
/** Pino's level of faults. */
const ERROR_LEVEL = 50;
const MOST_LINES = 200;

const logLine = z.looseObject({ level: z.number(), time: z.string(), msg: z.string().optional() });

export interface FuzzedServer {
  readonly port: number;
  readonly url: string;
  /** What it has logged as a fault, or written to standard error, since this was last asked. */
  faults(): { readonly at: number; readonly text: string }[];
  hasEnded(): boolean;
  /** In megabytes. */
  rss(): Promise<number>;
  /** What is still needed of its heap, in megabytes; null when it has ended. */
  heap(): Promise<number | null>;
  end(): Promise<void>;
  kill(): void;
}

export function environmentOf(
  { databaseUrl, media }: FuzzedData,
  production: boolean,
): Readonly<Record<string, string>> {
  return {
    NODE_ENV: production ? 'production' : 'development',
    DATABASE_URL: databaseUrl,
    MEDIA_DIR: media,
    JWT_SECRET: SECRET,
    PORT: '0',
    LOG_LEVEL: 'error',
    RATE_LIMIT: 'off',
    METRICS_TOKEN,
  };
}

/** The server as it is shipped, in a process of its own. */
export async function startFuzzedServer(data: FuzzedData, production: boolean): Promise<FuzzedServer> {
  const child = spawn(process.execPath, [...ARGUMENTS, 'src/main.ts'], {
    cwd: ROOT,
    env: { ...environmentOf(data, production), ...ALLOCATOR },
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
  });
  const { stdout, stderr } = child;
  if (stdout === null || stderr === null) throw new Error('the server has no output to read');
  const faults: { at: number; text: string }[] = [];
  const keep = (at: number, text: string) => {
    if (faults.length < MOST_LINES) faults.push({ at, text });
  };
  const lines = createInterface({ input: stdout }).on('line', (line) => {
    const logged = logLine.safeParse(parsed(line));
    if (logged.success && logged.data.level >= ERROR_LEVEL) keep(Date.parse(logged.data.time), line);
  });
  createInterface({ input: stderr }).on('line', (line) => keep(Date.now(), `standard error: ${line}`));

  const timeout = setTimeout(() => child.kill('SIGKILL'), START_WITHIN_MS);
  const ended = once(child, 'exit');
  const address = await addressOf(child);
  clearTimeout(timeout);
  if (address === null) throw new Error(`the server did not start: ${faults.map(({ text }) => text).join('\n')}`);
  const port = Number(new URL(address).port);

  return {
    port,
    url: `http://127.0.0.1:${port}`,
    faults: () => faults.splice(0),
    hasEnded: () => hasEnded(child),
    rss: () => rssOf(child),
    async heap() {
      const told = heapTold(lines);
      child.kill('SIGUSR2');
      return Promise.race([told, ended.then(() => null)]);
    },
    kill: () => void child.kill('SIGKILL'),
    async end() {
      if (!hasEnded(child)) child.kill('SIGTERM');
      await ended;
    },
  };
}

const hasEnded = ({ exitCode, signalCode }: ChildProcess) => exitCode !== null || signalCode !== null;

async function rssOf({ pid }: ChildProcess): Promise<number> {
  const status = await readFile(`/proc/${pid}/status`, 'utf8').catch(() => '');
  return megabytes(Number(/^VmRSS:\s+(\d+) kB$/m.exec(status)?.[1] ?? 0) * 1024);
}

async function heapTold(lines: Interface): Promise<number> {
  for (;;) {
    const [line] = await once(lines, 'line');
    const [, bytes] = /^heap (\d+)$/.exec(String(line)) ?? [];
    if (bytes !== undefined) return megabytes(Number(bytes));
  }
}

const megabytes = (bytes: number) => Math.round(bytes / 1024 / 1024);

function parsed(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}
