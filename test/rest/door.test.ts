import { afterAll, describe, expect, it } from 'vitest';
import { rooms } from '../../src/rest/rooms/routes.ts';
import { send } from '../support/requests.ts';
import { startServer } from '../support/server.ts';

const server = await startServer();
afterAll(() => server.stop());
const owner = await server.token(1);
const caller = await server.token(2);

describe('HEAD of an address that changes something', () => {
  it.each(rooms.prefixes)('lets nobody in below %s, where GET does', async (prefix) => {
    const json = { name: `Chess ${prefix.length}`, url: `chess${prefix.length}`, public: false };
    const { body: made } = await send(`${server.url}/v1/rooms/groups`, { token: owner, json });
    const { privateToken } = (await send(`${server.url}/v1/rooms/${made.data.id}`, { token: owner })).body;
    const address = `${server.url}${prefix}/rooms/group/${json.url}/accept/${privateToken}`;
    const membersCount = async () =>
      (await send(`${server.url}/v1/rooms/${made.data.id}`, { token: owner })).body.membersCount;

    const { status, headers } = await send(address, { method: 'HEAD', token: caller });

    expect([status, headers.get('allow'), await membersCount()]).toEqual([405, 'GET, OPTIONS', 1]);
    expect((await send(address, { token: caller })).status).toBe(200);
    expect(await membersCount()).toBe(2);
  });

  it.each(rooms.prefixes.flatMap((prefix) => ['accept', 'reject'].map((verb) => ({ prefix, verb }))))(
    'is refused, below $prefix, where an invitation by mail is answered with $verb',
    async ({ prefix, verb }) => {
      const address = `${server.url}${prefix}/rooms/1/${verb}-invite?token=x`;

      const { status, headers } = await send(address, { method: 'HEAD', token: caller });

      expect([status, headers.get('allow')]).toEqual([405, 'GET, OPTIONS']);
    },
  );
});

describe('a caller without a token', () => {
  it.each([
    ['/api/v2/group/', 'application/json'],
    ['/api/v2/group/1/invite/', 'application/json'],
    ['/api/v2/group/', 'text/plain'],
    ['/v1/rooms/groups', 'application/json'],
  ])('is refused before any of what they send is read: %s of %s', async (path, type) => {
    const { status } = await send(`${server.url}${path}`, { headers: { 'content-type': type }, body: '{"broken' });

    expect(status).toBe(401);
  });
});
