import { setTimeout as wait } from 'node:timers/promises';
import { afterAll, expect, it } from 'vitest';
import { expectSound } from './soundness.ts';
import { openWorld, PEOPLE } from './world.ts';

/** Milliseconds after which the vendor's client gives a connection up on which its heartbeats are not answered. */
const HEARTBEATS_MS = 25_000;

const world = await openWorld();
afterAll(() => world.close());

it("the vendor's websocket connects once, and stays", async () => {
  const tab = await world.open(PEOPLE.member, 'header', { group: world.groups.private });
  await expect.poll(() => tab.sockets.length).toBe(1);
  await wait(HEARTBEATS_MS);

  expect(tab.sockets.map((socket) => [new URL(socket.url()).pathname, socket.isClosed()])).toEqual([
    ['/ws/notify', false],
  ]);
  await expectSound(tab);
});

it('nobody has one', async () => {
  const tab = await world.open(null, 'page', { group: world.groups.public });
  await tab.settle();

  expect(tab.sockets).toEqual([]);
  await expectSound(tab);
});
