import { afterAll, describe, expect, it } from 'vitest';
import { send } from '../support/requests.ts';
import { startServer } from '../support/server.ts';

const server = await startServer();
afterAll(() => server.stop());
const token = await server.token(1);

describe('a list of as many wrong items as a body may have', () => {
  const many = Array.from({ length: 24_000 }, () => ({}));

  it.each([
    ['invite_users', '/api/v2/group/', { name: 'Many', privacy: 'public', invite_users: many }],
    ['userIds', '/v1/rooms/1/invite', { userIds: many }],
  ])('is refused by its length alone: %s', async (field, path, json) => {
    const before = process.cpuUsage();

    const { status, body } = await send(`${server.url}${path}`, { token, json });

    expect([400, 404]).toContain(status);
    if (status === 400) expect(JSON.stringify(body)).toContain(field);
    expect(process.cpuUsage(before).user).toBeLessThan(5_000_000);
  });
});
