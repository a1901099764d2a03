import { connect } from 'node:net';
import { setTimeout as wait } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { signCommunityToken } from '../../src/auth/sign-token.ts';
import { startOwnProcess } from '../support/processes.ts';
import { SECRET } from '../support/server.ts';

/** Sends creations one after the other for as long as the server says that it is ready; notes their statuses. */
async function createWhileReady(url: string, token: string, name: string, statuses: number[]): Promise<void> {
  for (let count = 0; await isReady(url); count += 1) {
    const { status } = await fetch(`${url}/api/v2/group/`, {
      method: 'POST',
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
      body: JSON.stringify({ name: `${name} ${count}`, privacy: 'public' }),
    });
    statuses.push(status);
  }
}

/** A server that has ended is not. */
async function isReady(url: string): Promise<boolean> {
  return fetch(`${url}/readyz`).then(
    ({ status }) => status === 200,
    () => false,
  );
}

/** A creation of which the first half is sent; `finish` sends the other and gives the answer, however it ends. */
async function beginCreation(url: string, token: string) {
  const { hostname, port } = new URL(url);
  const body = JSON.stringify({ name: 'Slow', privacy: 'public' });
  const socket = connect(Number(port), hostname);
  socket.on('error', () => undefined);
  let answer = '';
  socket.setEncoding('utf8').on('data', (text) => {
    answer += text;
  });
  const closed = new Promise<void>((resolve) => socket.once('close', () => resolve()));
  const head = `POST /api/v2/group/ HTTP/1.1\r\nhost: x\r\nauthorization: Bearer ${token}\r\n`;
  socket.write(`${head}content-type: application/json\r\ncontent-length: ${body.length}\r\n\r\n${body.slice(0, 9)}`);
  await wait(200);
  return {
    closed: async () => {
      await closed;
      return answer;
    },
    finish: () => socket.write(body.slice(9)),
  };
}

/** Seconds: as long as may be, so that a busy machine has time for whoever saw that the server is ready. */
const DRAIN_SECONDS = '5';

describe('a server that is told to end', () => {
  it.concurrent.each([1, 2, 3])(
    'is not ready at once, drops nothing, and ends with 0 long before the timeout, round %i',
    async (round) => {
      const timeoutSeconds = 250;
      const server = await startOwnProcess({
        LOG_LEVEL: 'silent',
        RATE_LIMIT: 'off',
        DRAIN_SECONDS,
        DRAIN_TIMEOUT_SECONDS: String(timeoutSeconds),
      });
      try {
        const token = await signCommunityToken(SECRET, { userId: 1, expires: '1h' });
        const statuses: number[] = [];
        const callers = Array.from({ length: 16 }, (_, index) =>
          createWhileReady(server.url, token, `Caller ${index}`, statuses),
        );
        await expect.poll(() => statuses.length).toBeGreaterThan(0);
        await wait(300 + round * 100);

        const told = performance.now();
        const ended = server.end('SIGTERM');
        await Promise.all(callers);
        const code = await ended;

        expect([...new Set(statuses)]).toEqual([201]);
        expect(code).toEqual({ code: 0, signal: null });
        expect(performance.now() - told).toBeLessThan((timeoutSeconds * 1000) / 2);
      } finally {
        await server.remove();
      }
    },
  );
});

describe('a server that is told to end while a request is running', () => {
  it('finishes a request of 6 s, however often it is told, and ends with 0', async () => {
    const server = await startOwnProcess({ LOG_LEVEL: 'silent', DRAIN_SECONDS, MIN_SPEED_SECONDS: '300' });
    try {
      const slow = await beginCreation(server.url, await signCommunityToken(SECRET, { userId: 1, expires: '1h' }));
      const { hostname, port } = new URL(server.url);
      const silent = connect(Number(port), hostname);

      const ended = server.end('SIGTERM');
      for (const signal of ['SIGTERM', 'SIGINT', 'SIGINT', 'SIGTERM'] as const) {
        await wait(1_500);
        server.process.kill(signal);
      }
      slow.finish();

      expect(await slow.closed()).toMatch(/^HTTP\/1\.1 201 /);
      expect(await ended).toEqual({ code: 0, signal: null });
      silent.destroy();
    } finally {
      await server.remove();
    }
  });

  it('cuts a request that is not finished by the timeout, and ends with 0', async () => {
    const server = await startOwnProcess({ LOG_LEVEL: 'silent', DRAIN_TIMEOUT_SECONDS: '1', DRAIN_SECONDS: '0' });
    try {
      const slow = await beginCreation(server.url, await signCommunityToken(SECRET, { userId: 1, expires: '1h' }));

      expect(await server.end('SIGINT')).toEqual({ code: 0, signal: null });
      expect(await slow.closed()).toBe('');
    } finally {
      await server.remove();
    }
  });
});
