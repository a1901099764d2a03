import { randomInt } from 'node:crypto';
import { once } from 'node:events';
import { createServer } from 'node:net';

/**
 * A port that nobody listens at on this machine, for a program that cannot choose one by itself. It is below those that
 * the system gives away by itself: until that program listens, no connection takes it. `below` gives whole numbers below
 * another.
 */
export async function freePort(below: (end: number) => number = randomInt): Promise<number> {
  for (;;) {
    const port = 20_000 + below(10_000);
    const probe = createServer().listen(port, '127.0.0.1');
    const isFree = await once(probe, 'listening').then(
      () => true,
      () => false,
    );
    probe.close();
    if (isFree) return port;
  }
}
