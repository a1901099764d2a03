import { afterAll, describe, expect, it } from 'vitest';
import { startMailServer } from '../../support/mail-server.ts';
import { send } from '../../support/requests.ts';
import { startServer } from '../../support/server.ts';

const PUBLIC_URL = 'https://guild.example.org';
const mail = await startMailServer();
const server = await startServer({ env: { SMTP_URL: `smtp://${mail.address}`, PUBLIC_URL } });
afterAll(() => Promise.all([server.stop(), mail.stop()]));

const open = (path: string) => send(`${server.url}${path}`, { headers: { accept: 'text/html' } });
const invitation = (token: string, room = '3') =>
  open(`/invitation?room=${encodeURIComponent(room)}&token=${encodeURIComponent(token)}`);
/** What the page shows as code. */
const shown = (html: string): string[] =>
  [...html.matchAll(/<pre><code>([^<]*)<\/code>/g)].map(([, code = '']) =>
    code.replace(/&#(\d+);/g, (_all, point) => String.fromCharCode(Number(point))),
  );

describe('the link of a mailed invitation, where INVITE_URL is not set', () => {
  it('leads to a page that says how to accept it', async () => {
    const [ada, bo] = [await server.token(1), await server.token(2)];
    const json = { name: 'Readers', url: 'readers' };
    const { body: made } = await send(`${server.url}/v1/rooms/groups`, { token: ada, json });
    const invite = { emails: ['bo@example.org'] };
    await send(`${server.url}/v1/rooms/${made.data.id}/invite`, { token: ada, json: invite });
    const link = /https:\/\/\S+/.exec(
      mail.received[0]?.content.replaceAll('=\r\n', '').replaceAll('=3D', '=') ?? '',
    )?.[0];

    const page = await open(link?.replace(PUBLIC_URL, '') ?? '');
    const [token = '', accept = ''] = shown(page.body);
    expect(page.status).toBe(200);
    expect(page.body).not.toMatch(/Readers|bo@example/);
    expect(link).toBe(`${PUBLIC_URL}/invitation?room=${made.data.id}&token=${token}`);

    const address = /curl '([^']+)'/.exec(accept)?.[1]?.replace(PUBLIC_URL, server.url) ?? '';
    expect((await send(address, { token: bo })).status).toBe(200);
    expect((await send(`${server.url}/v1/rooms/${made.data.id}`, { token: bo })).body.isMember).toBe(true);
  });

  it.each(['*/*', 'application/json'])('is a page whatever is accepted: %s', async (accept) => {
    const { status, headers } = await send(`${server.url}/invitation?room=3&token=a`, { headers: { accept } });

    expect([status, headers.get('content-type')]).toEqual([200, 'text/html; charset=utf-8']);
  });
});

describe('the page of an invitation', () => {
  it.each([
    'Zm9v_YmFy-12',
    '<script>alert(1)</script>',
    '"\'><img src=x onerror=alert(1)>',
    '&lt;b&gt;&amp;',
    "a'; rm -rf ~; '",
    '$(reboot) `reboot` \\ !!',
    '$TOKEN\n{id}{token}',
    '😀 שלום \u202e مرحبا',
    'a'.repeat(200),
  ])('shows any token as it is, and never as anything else: %s', async (token) => {
    const { status, body } = await invitation(token);

    const [plain, ...calls] = shown(body);
    expect([status, plain]).toEqual([200, token]);
    expect(body).not.toMatch(/<(script|img src=x)|onerror=alert\(1\)>/);
    for (const [index, verb] of ['accept', 'reject'].entries()) {
      const [, address = ''] =
        /^curl '([^']*)' \\\n {2}-H "authorization: Bearer \$TOKEN"$/.exec(calls[index] ?? '') ?? [];
      expect(address.startsWith(`${PUBLIC_URL}/v1/rooms/3/${verb}-invite?token=`)).toBe(true);
      expect(new URL(address).searchParams.get('token')).toBe(token);
    }
  });

  it('is the same whether or not there is such a room or token', async () => {
    const { body } = await invitation('never-was', '999999');

    expect(body.replaceAll('999999', '3')).toBe((await invitation('never-was')).body);
  });

  it.each([
    '/invitation',
    '/invitation?room=3',
    '/invitation?token=a',
    '/invitation?room=3&token=',
    `/invitation?room=3&token=${'a'.repeat(201)}`,
    '/invitation?room=%7Bid%7D&token=a',
    '/invitation?room=../3&token=a',
    '/invitation?room=3&room=4&token=a',
    '/invitation?room=3&token=a&token=b',
    `/invitation?room=${'9'.repeat(17)}&token=a`,
  ])('is not there for an address that is not complete: %s', async (path) => {
    const { status, body } = await open(path);

    expect(status).toBe(400);
    expect(body).toContain('Copy all of it from the mail.');
  });
});
