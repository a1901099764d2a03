import { setTimeout as wait } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { signCommunityToken } from '../../src/auth/sign-token.ts';
import { startOwnProcess } from '../support/processes.ts';
import { SECRET } from '../support/server.ts';

/** Sends creations one after the other for as long as the server says that it is ready; gives their statuses. */
async function createWhileReady(url: string, token: string, name: string): Promise<number[]> {
  const statuses: number[] = [];
  for (let count = 0; (await fetch(`${url}/readyz`)).status === 200; count += 1) {
    const { status } = await fetch(`${url}/api/v2/group/`, {
      method: 'POST',
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
      body: JSON.stringify({ name: `${name} ${count}`, privacy: 'public' }),
    });
    statuses.push(status);
  }
  return statuses;
}

describe('a server that is told to end', () => {
  it.concurrent.each([1, 2, 3])(
    'is not ready at once, drops nothing, and ends with 0 within 10 s, round %i',
    async () => {
      const server = await startOwnProcess({ LOG_LEVEL: 'silent', RATE_LIMIT: 'off' });
      const token = await signCommunityToken(SECRET, { userId: 1, expires: '1h' });
      const callers = Array.from({ length: 16 }, (_, index) => createWhileReady(server.url, token, `Caller ${index}`));
      await wait(300 + Math.random() * 300);

      const told = performance.now();
      const ended = server.end('SIGTERM');
      const statuses = (await Promise.all(callers)).flat();
      const code = await ended;

      expect([...new Set(statuses)]).toEqual([201]);
      // As many as the machine had time for.
      expect(statuses.length).toBeGreaterThan(0);
      expect(code).toEqual({ code: 0, signal: null });
      expect(performance.now() - told).toBeLessThan(10_000);
      await server.remove();
    },
  );
});
