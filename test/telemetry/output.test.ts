import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, constants, openSync, readSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, describe, expect, it } from 'vitest';
import { freePort } from '../support/free-port.ts';
import { LOAD_FAST, pathOf } from '../support/processes.ts';
import { send } from '../support/requests.ts';
import { SECRET } from '../support/server.ts';

/** More of them than a pipe and the server's own buffer hold. */
const REQUESTS = 3_000;
/** As long as one in the log can be. */
const LONG_PATH = '/nowhere/'.padEnd(256, 'x');

const undo: (() => unknown)[] = [];
afterEach(async () => {
  for (const step of undo.splice(0).reverse()) await step();
});

/** A server whose standard output is this file descriptor. */
async function startWith(stdout: number | 'pipe') {
  const folder = await mkdtemp(join(tmpdir(), 'guildhall-output-'));
  undo.push(() => rm(folder, { recursive: true }));
  const port = await freePort();
  const server: ChildProcess = spawn(process.execPath, [...LOAD_FAST, pathOf('src/main.ts')], {
    env: {
      PATH: process.env['PATH'],
      PORT: String(port),
      DATABASE_URL: `file:${join(folder, 'guildhall.db')}`,
      MEDIA_DIR: join(folder, 'media'),
      JWT_SECRET: SECRET,
      RATE_LIMIT: 'off',
    },
    stdio: ['ignore', stdout, 'pipe'],
  });
  undo.push(() => server.kill('SIGKILL'));
  let errors = '';
  server.stderr?.on('data', (text) => {
    errors += text;
  });
  const url = `http://127.0.0.1:${port}`;
  while ((await send(`${url}/healthz`).catch(() => null)) === null) {
    if (server.exitCode !== null) throw new Error(`The server ended: ${errors}`);
    await sleep(50);
  }
  return {
    url,
    server,
    errors: () => errors,
    async end() {
      const ended = once(server, 'close');
      server.kill('SIGTERM');
      await ended;
      return server.exitCode;
    },
  };
}

async function answers(url: string, requests: number): Promise<number> {
  let count = 0;
  for (let sent = 0; sent < requests; sent += 20) {
    const some = await Promise.all(Array.from({ length: 20 }, () => send(url + LONG_PATH)));
    count += some.filter(({ status }) => status === 404).length;
  }
  return count;
}

describe('a log that cannot be written', () => {
  it('stops nobody when the disk is full', async () => {
    const full = openSync('/dev/full', 'w');
    undo.push(() => closeSync(full));
    const { url, errors, end } = await startWith(full);

    expect(await answers(url, 100)).toBe(100);

    expect(await end()).toBe(0);
    expect(errors()).toBe('The log cannot be written (ENOSPC). The server goes on.\n');
  });

  it('stops nobody when its reader has gone', async () => {
    const { url, server, errors, end } = await startWith('pipe');
    server.stdout?.destroy();

    expect(await answers(url, 100)).toBe(100);

    expect(await end()).toBe(0);
    expect(errors()).toBe('The log cannot be written (EPIPE). The server goes on.\n');
  });

  it('stops nobody when its reader reads no more, and says what was lost once they do', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'guildhall-fifo-'));
    undo.push(() => rm(folder, { recursive: true }));
    const fifo = join(folder, 'log');
    execFileSync('mkfifo', [fifo]);
    const reader = openSync(fifo, constants.O_RDONLY | constants.O_NONBLOCK);
    const writer = openSync(fifo, 'w');
    undo.push(() => closeSync(reader));
    const { url, end } = await startWith(writer);
    closeSync(writer);

    expect(await answers(url, REQUESTS)).toBe(REQUESTS);
    const read = readAll(reader);
    const lines = [...(await read).matchAll(/^\{.*\}$/gm)].map(([line]) => JSON.parse(line));

    const lost = lines.find(({ msg }) => msg === 'lines of the log were lost');
    expect(lost?.lines).toBeGreaterThan(0);
    expect(lines.filter(({ path }) => path === LONG_PATH).length + lost?.lines).toBeGreaterThanOrEqual(REQUESTS);
    expect(await answers(url, 20)).toBe(20);
    expect(await end()).toBe(0);
  });

  /** Until the server says what was lost. */
  async function readAll(reader: number): Promise<string> {
    const bytes = Buffer.alloc(65_536);
    let text = '';
    while (!text.includes('lines of the log were lost')) {
      try {
        text += bytes.toString('utf8', 0, readSync(reader, bytes));
      } catch {
        await sleep(20);
      }
    }
    return text;
  }
});
