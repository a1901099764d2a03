import { afterAll, describe, expect, it } from 'vitest';
import { send } from './support/requests.ts';
import { startServer } from './support/server.ts';

const server = await startServer();
afterAll(() => server.stop());
const token = await server.token(1);
let made = 0;

async function createGroup(fields: Record<string, unknown> = {}): Promise<number> {
  made += 1;
  const json = { name: `Group ${made}`, privacy: 'public', ...fields };
  return (await send(`${server.url}/api/v2/group/`, { token, json })).body.id;
}

const rooms = (id: number, json: object) =>
  send(`${server.url}/v1/rooms/groups`, { method: 'PATCH', token, json: { id, ...json } });

const state = async (id: number) => {
  const [group] = await server.store.findGroups({ by: 'id', ids: [id] }, null);
  return group;
};

describe('a value that a group has already', () => {
  it('is no change, and never refused: a description that is longer than rooms take', async () => {
    const id = await createGroup({ description: `${'x'.repeat(300)}\nand more` });
    const before = await state(id);

    const same = await rooms(id, { description: `${'x'.repeat(300)}\r\nand more` });
    const other = await rooms(id, { description: `${'x'.repeat(300)}!` });

    expect([same.status, await state(id)]).toEqual([200, before]);
    expect([other.status, other.body.details.error.details]).toEqual([400, { description: 'MAX_LENGTH' }]);
  });

  it('is no change, and never refused, at any door: what no rule of today allows', async () => {
    const id = await createGroup();
    const values = { name: 'Old\u0007 name', slug: 'search', color: 'red', country: 'YU' };
    const kept = { ...values, nameKey: 'old name' };
    const was = { id, viewerId: 1, userIds: [] };
    await server.store.changeGroup(was, () => ({ ok: true, value: { fields: kept } }), new Date());
    const { name, slug, color } = values;

    const answers = [
      await rooms(id, { name, url: slug, country: 'YU' }),
      await send(`${server.url}/api/v2/group/${id}/`, { method: 'PUT', token, json: { name, slug, color } }),
    ];

    expect(answers.map(({ status }) => status)).toEqual([200, 200]);
    expect((await rooms(id, { name: 'New\u0007', url: 'groups', country: 'XX' })).body.details.error.details).toEqual({
      name: 'INVALID',
      url: 'INVALID',
      country: 'INVALID',
    });
  });
});

describe('"public: false" of a room', () => {
  it('leaves a private group that strangers can find as it is', async () => {
    const id = await createGroup({ privacy: 'private', visible: true });
    const before = await state(id);

    expect([(await rooms(id, { public: false })).status, await state(id)]).toEqual([200, before]);
  });

  it('hides a public group', async () => {
    const id = await createGroup();
    await rooms(id, { public: false });

    expect(await state(id)).toMatchObject({ privacy: 'PRIVATE', visible: false });
  });

  it('leaves a hidden group hidden', async () => {
    const id = await createGroup({ privacy: 'private', visible: false });
    const before = await state(id);
    await rooms(id, { public: false });

    expect(await state(id)).toEqual(before);
  });
});
