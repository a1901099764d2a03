import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { signCommunityToken } from '../src/auth/sign-token.ts';
import { send } from './support/requests.ts';
import { SECRET } from './support/server.ts';

const folder = await mkdtemp(join(tmpdir(), 'guildhall-logs-'));
const server = spawn(process.execPath, [resolve('src/main.ts')], {
  env: {
    ...process.env,
    PORT: '0',
    DATABASE_URL: `file:${join(folder, 'guildhall.db')}`,
    MEDIA_DIR: join(folder, 'media'),
    JWT_SECRET: SECRET,
    LOG_LEVEL: 'trace',
  },
  stdio: ['ignore', 'pipe', 'inherit'],
});
let output = '';
const opened = new Promise<string>((settle) => {
  server.stdout.setEncoding('utf8').on('data', (text: string) => {
    output += text;
    const address = /Guildhall is open at (\S+)/.exec(output)?.[1];
    if (address) settle(address);
  });
});
afterAll(async () => {
  server.kill('SIGKILL');
  await rm(folder, { recursive: true });
});

describe('the log', () => {
  it('tells what was asked, and holds no token, body or private address', async () => {
    const url = await opened;
    const token = await signCommunityToken(SECRET, { userId: 1, expires: '1h' });
    const secrets = {
      path: 'token-in-a-path',
      query: 'token-in-a-query',
      body: 'words-in-a-body',
      bad: 'bad-token-in-a-header',
    };

    await send(`${url}/v1/rooms/group/chess/accept/${secrets.path}`, { token });
    await send(`${url}/v1/rooms/1/accept-invite?token=${secrets.query}`, { token });
    await send(`${url}/api/v2/group/`, { token, json: { name: secrets.body, privacy: 'public' } });
    await send(`${url}/api/v2/group/`, { token: secrets.bad });
    server.kill('SIGTERM');
    await once(server, 'close');

    expect(output).toContain('/v1/rooms/1/accept-invite');
    expect(output).toContain('/v1/rooms/group/chess/accept/...');
    for (const secret of [...Object.values(secrets), token, SECRET]) expect(output).not.toContain(secret);
  });
});
