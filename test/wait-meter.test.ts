import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as wait } from 'node:timers/promises';
import { expect, it } from 'vitest';
import { momentNow, startWaitMeter } from './support/wait-meter.ts';

it('tells how long a server made others wait between two moments', async () => {
  const server = createServer((_request, response) => response.end()).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const meter = await startWaitMeter((server.address() as AddressInfo).port);

  const from = momentNow();
  await wait(20);
  blockFor(3_000);
  const to = momentNow();
  await wait(20);

  expect(await meter.slowest(from, to)).toBeGreaterThan(2_850);
  expect(await meter.slowest(momentNow(), momentNow())).toBeLessThan(2_850);
  await meter.stop();
  server.close();
});

function blockFor(ms: number): void {
  const until = performance.now() + ms;
  while (performance.now() < until);
}
