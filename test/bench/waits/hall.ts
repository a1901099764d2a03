import { constants, copyFileSync, mkdirSync, openSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { pathToFileURL } from 'node:url';
import { signCommunityToken } from '../../../src/auth/sign-token.ts';
import { start, stop } from '../children.ts';
import { freePort, SECRET } from '../servers.ts';
import { searchFile } from './data.ts';

/** A server that runs on a copy of the data. */
export interface Hall {
  readonly port: number;
  token(userId: number): Promise<string>;
  hasEnded(): boolean;
  /** The most memory it has held since this was last called, in MB; null when it has ended. */
  takePeakMegabytes(): number | null;
  stop(): Promise<void>;
}

export interface HallOptions {
  /** Where its sources and packages are. */
  readonly checkout: string;
  readonly data: string;
  readonly folder: string;
  readonly heapMegabytes: number | null;
  readonly production: boolean;
}

const START_PATIENCE_MS = 60_000;

/** Starts the server of a checkout as `npm start` does, with every limit at its default. */
export async function openHall({ checkout, data, folder, heapMegabytes, production }: HallOptions): Promise<Hall> {
  mkdirSync(folder, { recursive: true });
  const database = join(folder, 'waits.db');
  copyFileSync(data, database, constants.COPYFILE_FICLONE);
  copyFileSync(searchFile(data), searchFile(database), constants.COPYFILE_FICLONE);

  const port = await freePort();
  const loader = pathToFileURL(join(checkout, 'src/load-fast.js')).href;
  const heap = heapMegabytes === null ? [] : [`--max-old-space-size=${heapMegabytes}`];
  const output = openSync(join(folder, 'output'), 'w');
  const args = [...heap, '--max-semi-space-size=16', '--import', loader, join(checkout, 'src/main.ts')];
  const child = start(process.execPath, args, {
    cwd: folder,
    stdio: ['ignore', output, output],
    env: {
      PATH: process.env['PATH'] ?? '',
      NODE_ENV: production ? 'production' : 'development',
      PORT: String(port),
      JWT_SECRET: SECRET,
      DATABASE_URL: `file:${database}`,
      // As in the container.
      MEDIA_DIR: join(folder, 'media'),
      MALLOC_ARENA_MAX: '2',
    },
  });
  const hasEnded = () => child.exitCode !== null || child.signalCode !== null;
  await ready(port, hasEnded);

  return {
    port,
    hasEnded,
    token: (userId) => signCommunityToken(SECRET, { userId, expires: '1 day' }),
    takePeakMegabytes: () => (hasEnded() || child.pid === undefined ? null : takePeak(child.pid)),
    async stop() {
      await stop(child);
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

async function ready(port: number, hasEnded: () => boolean): Promise<void> {
  const startedAt = performance.now();
  while (performance.now() - startedAt < START_PATIENCE_MS && !hasEnded()) {
    const response = await fetch(`http://127.0.0.1:${port}/readyz`).catch(() => null);
    if (response?.ok) return;
    await wait(20);
  }
  throw new Error('the server did not start');
}

/** Reads the high-water mark of a process and sets it back to what the process holds now; null when it has gone. */
function takePeak(pid: number): number | null {
  try {
    const [, kilobytes = '0'] = /VmHWM:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8')) ?? [];
    writeFileSync(`/proc/${pid}/clear_refs`, '5');
    return Math.round(Number(kilobytes) / 1024);
  } catch (cause) {
    if (cause instanceof Error && 'code' in cause && (cause.code === 'ENOENT' || cause.code === 'ESRCH')) return null;
    throw cause;
  }
}
