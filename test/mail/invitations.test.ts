import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Sqlite from 'better-sqlite3';
import { afterAll, describe, expect, it, onTestFinished } from 'vitest';
import { signCommunityToken } from '../../src/auth/sign-token.ts';
import { invitationText, invitationUrl } from '../../src/mail/invitation.ts';
import { logMailer } from '../../src/mail/log.ts';
import { type ReceivedMail, startMailServer } from '../support/mail-server.ts';
import { send } from '../support/requests.ts';
import { SECRET, startServer, type TestServer } from '../support/server.ts';

const ADMIN = 1;
const MEMBER = 2;
const DAY_MS = 24 * 3_600_000;
const INVITE_URL = 'https://app.example.org/rooms/{id}?invite={token}';
const MAIL_FROM = 'The Guild <guild@example.org>';

const folder = await mkdtemp(join(tmpdir(), 'guildhall-invitations-'));
afterAll(() => rm(folder, { recursive: true }));
const mail = await startMailServer();
afterAll(() => mail.stop());

let time = Date.now();
const settings = { SMTP_URL: `smtp://${mail.address}`, MAIL_FROM, INVITE_URL };
const server = await startServer({
  env: { ...settings, DATABASE_URL: `file:${join(folder, 'guildhall.db')}` },
  now: () => new Date(time),
});
afterAll(() => server.stop());

/** Long enough for the server's clock to move on. */
const signIn = (userId: number, name = `User ${userId}`) =>
  signCommunityToken(SECRET, { userId, name, expires: '1000 days' });

const admin = await signIn(ADMIN, 'Ada Admin');
const member = await signIn(MEMBER);
let counter = 0;

/** A hidden group of the admin's. */
async function makeRoom(at: TestServer = server): Promise<number> {
  const name = `Room ${++counter}`;
  const json = { name, url: name.toLowerCase().replace(' ', '-') };
  return (await send(`${at.url}/v1/rooms/groups`, { token: admin, json })).body.data.id;
}

const invite = (room: number, emails: readonly unknown[], { token = admin, at = server } = {}) =>
  send(`${at.url}/v1/rooms/${room}/invite`, { token, json: { emails } });

const answer = (verb: 'accept' | 'reject', room: number, emailed: string, token: string | null) =>
  send(`${server.url}/v1/rooms/${room}/${verb}-invite?token=${emailed}`, { token });

const mailsTo = (address: string, { received } = mail) => received.filter(({ to }) => to.includes(address));

function tokenIn({ content }: ReceivedMail): string {
  return /invite=([\w-]+)/.exec(content)?.[1] ?? expect.unreachable('there is no token in the mail');
}

/** The addresses that a room keeps invitations to. */
function kept(room: number, file = join(folder, 'guildhall.db')): unknown[] {
  const database = new Sqlite(file, { readonly: true });
  const query = 'select email from email_invitations where group_id = ? order by email';
  const emails = database.prepare(query).pluck().all(room);
  database.close();
  return emails;
}

let guests = 100;

/** Someone new who is invited, and the token that they got. */
async function inviteGuest(room: number) {
  const userId = ++guests;
  const email = `guest-${userId}@example.org`;
  expect((await invite(room, [email])).body.inviteStatus).toEqual({ [email]: true });
  const [received] = mailsTo(email);
  if (received === undefined) throw new Error('no mail came');
  return { userId, email, emailed: tokenIn(received), token: await signIn(userId) };
}

async function isMember(room: number, token: string): Promise<boolean> {
  return (await send(`${server.url}/v1/rooms/${room}`, { token })).status === 200;
}

const BAD = { status: 400, body: { message: 'Invalid or expired token', type: 'invalid_request', success: false } };
const DONE = { status: 200, body: { accepted: true } };

describe('an invitation by email', () => {
  it('is one mail to each address, with a link of its own', async () => {
    const room = await makeRoom();

    const { status, body } = await invite(room, ['one@example.org', ' Two@Example.org ', 'one@example.org']);

    expect([status, body.invited, Object.values(body.inviteStatus)]).toEqual([200, true, [true, true]]);
    const [one, ...more] = mailsTo('one@example.org');
    const [two] = mailsTo('two@example.org');
    if (!one || !two) throw new Error('not all mails came');
    expect([more, one.to, two.to, one.from]).toEqual([
      [],
      ['one@example.org'],
      ['two@example.org'],
      'guild@example.org',
    ]);
    expect(one.content).toContain('From: The Guild <guild@example.org>');
    expect(one.content).toContain('Subject: You are invited to a group\r\n');
    expect(one.content).toContain(`Group: "Room ${counter}"\r\nInvited by: "Ada Admin"\r\n`);
    expect(one.content).toContain(`https://app.example.org/rooms/${room}?invite=${tokenIn(one)}`);
    expect(one.content).toContain(new Date(time + 14 * DAY_MS).toISOString().slice(0, 10));
    expect(tokenIn(one)).toMatch(/^[\w-]{32,}$/);
    expect(tokenIn(two)).not.toBe(tokenIn(one));
  });

  it('makes a member of whoever signs in with its token, once', async () => {
    const room = await makeRoom();
    const { emailed, token } = await inviteGuest(room);

    expect((await answer('accept', room, emailed, null)).status).toBe(401);
    expect(await isMember(room, token)).toBe(false);
    expect(await answer('accept', room, emailed, token)).toMatchObject(DONE);

    expect(await isMember(room, token)).toBe(true);
    expect((await send(`${server.url}/v1/rooms/${room}`, { token })).body).toMatchObject({
      isMember: true,
      membersCount: 2,
    });
    expect(await answer('accept', room, emailed, member)).toMatchObject(BAD);
    expect(await isMember(room, member)).toBe(false);
  });

  it('lets in one alone of many who come at the same time', async () => {
    const room = await makeRoom();
    const { emailed } = await inviteGuest(room);
    const tokens = await Promise.all([91, 92, 93, 94].map((id) => signIn(id)));

    const answers = await Promise.all(tokens.map((token) => answer('accept', room, emailed, token)));

    expect(answers.map(({ status }) => status).sort()).toEqual([200, 400, 400, 400]);
  });

  it('is worth nothing for another room, or none', async () => {
    const [room, other] = [await makeRoom(), await makeRoom()];
    const { emailed, token } = await inviteGuest(room);

    for (const wrong of [other, 999_999]) expect(await answer('accept', wrong, emailed, token)).toMatchObject(BAD);
    for (const wrong of ['', 'x', emailed.toUpperCase()]) {
      expect(await answer('accept', room, wrong, token)).toMatchObject(BAD);
    }

    expect(await isMember(other, token)).toBe(false);
    expect(await answer('accept', room, emailed, token)).toMatchObject(DONE);
  });

  it('is worth nothing once it was rejected', async () => {
    const room = await makeRoom();
    const { emailed, token } = await inviteGuest(room);

    expect(await answer('reject', room, emailed, token)).toMatchObject({ status: 200, body: { rejected: true } });

    expect(await answer('accept', room, emailed, token)).toMatchObject(BAD);
    expect(await answer('reject', room, emailed, token)).toMatchObject(BAD);
    expect(await isMember(room, token)).toBe(false);
  });

  it('is replaced by a second one to the same address', async () => {
    const room = await makeRoom();
    const { email, emailed, token } = await inviteGuest(room);
    await invite(room, [email.toUpperCase()]);
    const second = mailsTo(email).map(tokenIn)[1] ?? '';

    expect(second).not.toBe(emailed);
    expect(await answer('accept', room, emailed, token)).toMatchObject(BAD);
    expect(await answer('accept', room, second, token)).toMatchObject(DONE);
  });

  it('lasts for 14 days', async () => {
    const room = await makeRoom();
    const [early, late] = [await inviteGuest(room), await inviteGuest(room)];
    const start = time;

    time = start + 14 * DAY_MS - 1;
    expect(await answer('accept', room, early.emailed, early.token)).toMatchObject(DONE);
    time = start + 14 * DAY_MS;
    expect(await answer('accept', room, late.emailed, late.token)).toMatchObject(BAD);
    expect(await isMember(room, late.token)).toBe(false);
  });

  it('leaves its token nowhere in the database', async () => {
    const { emailed, email } = await inviteGuest(await makeRoom());

    const names = (await readdir(folder)).filter((name) => name.startsWith('guildhall.db'));
    const files = Buffer.concat(await Promise.all(names.map((name) => readFile(join(folder, name)))));

    expect(names).toContain('guildhall.db-wal');
    expect([files.includes(email), files.includes(emailed)]).toEqual([true, false]);
  });

  it.each([
    ['a line break', 'a@example.org\r\nBcc: b@example.org'],
    ['a line feed', 'a@example.org\nBcc:b@example.org'],
    ['a space', 'a b@example.org'],
    ['no @', 'example.org'],
    ['two @', 'a@b@example.org'],
    ['no domain', 'a@'],
    ['no dot in its domain', 'a@localhost'],
    ['300 characters', `${'a'.repeat(288)}@example.org`],
    ['two addresses', 'a@example.org,b@example.org'],
    ['two addresses, by semicolon', 'a@example.org;b@example.org'],
    ['a name', 'Anna <a@example.org>'],
    ['two dots together', 'a..b@example.org'],
    ['more than 64 characters before the @', `${'a'.repeat(65)}@example.org`],
    ['nothing', ''],
  ])('goes to no address with %s', async (_what, email) => {
    const room = await makeRoom();
    const before = mail.received.length;

    const { status, body } = await invite(room, ['fine@example.org', email]);

    expect([status, body.details.error.details]).toEqual([400, { emails: 'INVALID' }]);
    expect(mail.received.length).toBe(before);
  });

  it('names unknown users along with wrong addresses', async () => {
    const json = { emails: ['nowhere'], userIds: ['777777'] };

    const { body } = await send(`${server.url}/v1/rooms/${await makeRoom()}/invite`, { token: admin, json });

    expect(body.details.error.details).toEqual({ emails: 'INVALID', userIds: 'NOT_FOUND' });
  });

  it('is only for those who administer the room to send', async () => {
    const room = await makeRoom();
    const { emailed } = await inviteGuest(room);
    const before = mail.received.length;
    await answer('accept', room, emailed, member);

    const statuses = [];
    for (const token of [member, await signIn(3)]) {
      statuses.push((await invite(room, ['other@example.org'], { token })).status);
    }

    expect(statuses).toEqual([403, 404]);
    expect(mail.received.length).toBe(before);
  });
});

describe('the mails that one user may order a day', () => {
  const cap = 5;
  const emails = (count: number, word: string) => Array.from({ length: count }, (_, n) => `${word}-${n}@example.org`);

  it('are counted over all groups, whoever gets them, and refused beyond, all of a call or none', async () => {
    const file = join(folder, 'capped.db');
    const env = { ...settings, MAX_MAILS_PER_DAY: `${cap}`, DATABASE_URL: `file:${file}` };
    let own = await startServer({ env, now: () => new Date(time) });
    const [room, other] = [await makeRoom(own), await makeRoom(own)];
    expect((await invite(room, emails(3, 'capped'), { at: own })).status).toBe(200);

    const refused = await invite(other, emails(3, 'beyond'), { at: own });

    const untilTomorrow = Math.ceil((DAY_MS - (time % DAY_MS)) / 1_000);
    expect([refused.status, refused.headers.get('retry-after'), refused.body]).toEqual([
      429,
      `${untilTomorrow}`,
      {
        message: `Too many invitations by mail: you can send 5 a day, and 2 are left. Try again in ${untilTomorrow} s`,
        type: 'rate_limit_exceeded',
        success: false,
      },
    ]);
    expect([kept(other, file), mailsTo('beyond-0@example.org')]).toEqual([[], []]);
    expect((await invite(other, emails(2, 'within'), { at: own })).status).toBe(200);

    await own.stop();
    // Also for a server that is started again.
    own = await startServer({ env, now: () => new Date(time) });
    expect((await invite(room, emails(1, 'restarted'), { at: own })).status).toBe(429);
    expect((await invite(room, [], { at: own })).status).toBe(200);
    time += DAY_MS;
    expect((await invite(room, emails(5, 'tomorrow'), { at: own })).status).toBe(200);
    expect((await invite(room, emails(1, 'tomorrow'), { at: own })).status).toBe(429);
    await own.stop();
  });

  it('are not more for many calls at once', async () => {
    const own = await startServer({ env: { ...settings, MAX_MAILS_PER_DAY: `${cap}` }, now: () => new Date(time) });
    onTestFinished(() => own.stop());
    const room = await makeRoom(own);

    const calls = Array.from({ length: 8 }, (_, n) => invite(room, emails(2, `racing-${n}`), { at: own }));
    const statuses = (await Promise.all(calls)).map(({ status }) => status);

    expect(statuses.toSorted()).toEqual([200, 200, ...Array(6).fill(429)]);
    expect(mail.received.filter(({ to }) => to.some((address) => address.startsWith('racing'))).length).toBe(4);
  });
});

describe('an invitation that has expired', () => {
  it('is removed by later ones, some hundreds of them a write', async () => {
    const file = join(folder, 'expired.db');
    const own = await startServer({
      env: { ...settings, DATABASE_URL: `file:${file}` },
      now: () => new Date(time),
    });
    onTestFinished(() => own.stop());
    const room = await makeRoom(own);
    const database = new Sqlite(file);
    database.exec(`with recursive n as (select 1 as i union all select i + 1 from n where i < 1000)
      insert into email_invitations select ${room}, 'old-' || i, 'hash-' || i, ${time} - i from n`);
    const left = database.prepare("select count(*) from email_invitations where email like 'old-%'").pluck();

    await invite(room, ['first@example.org'], { at: own });
    expect(left.get()).toBe(700);
    for (const email of ['second@example.org', 'third@example.org', 'fourth@example.org']) {
      await invite(room, [email], { at: own });
    }
    expect(left.get()).toBe(0);
    expect(kept(room, file)).toHaveLength(4);
    database.close();
  });
});

describe('a mail server', () => {
  it('that refuses someone fails that invitation alone, which can be sent again', async () => {
    const room = await makeRoom();

    const { status, body } = await invite(room, ['nobody@example.org', 'somebody@example.org']);

    expect([status, body.inviteStatus]).toEqual([200, { 'nobody@example.org': false, 'somebody@example.org': true }]);
    expect(mailsTo('somebody@example.org')).toHaveLength(1);
    expect(kept(room)).toEqual(['nobody@example.org', 'somebody@example.org']);
  });

  it('that is down fails the mail, and neither the call nor the invitation', async () => {
    const gone = await startMailServer();
    await gone.stop();
    const file = join(folder, 'down.db');
    const own = await startServer({
      env: { ...settings, SMTP_URL: `smtp://${gone.address}`, DATABASE_URL: `file:${file}` },
    });
    onTestFinished(() => own.stop());
    const room = await makeRoom(own);

    const { status, body } = await invite(room, ['a@example.org'], { at: own });

    expect([status, body]).toEqual([200, { invited: true, inviteStatus: { 'a@example.org': false } }]);
    expect(kept(room, file)).toEqual(['a@example.org']);
  });

  it.each([
    ['test', true],
    ['production', false],
  ])('that is not set is stood in for by the log, which counts as sent in %s: %s', async (NODE_ENV, sent) => {
    const own = await startServer({ env: { NODE_ENV } });
    onTestFinished(() => own.stop());

    const { status, body } = await invite(await makeRoom(own), ['a@example.org'], { at: own });

    expect([status, body.inviteStatus]).toEqual([200, { 'a@example.org': sent }]);
  });

  it.each([
    ['right', true],
    ['wrong', false],
  ])('that wants a password is given it; it is %s', async (password, sent) => {
    const guarded = await startMailServer({
      authOptional: false,
      allowInsecureAuth: true,
      onAuth: (given, _session, done) =>
        given.password === 'right' ? done(null, { user: given.username }) : done(new Error('go away')),
    });
    onTestFinished(() => guarded.stop());
    const own = await startServer({ env: { ...settings, SMTP_URL: `smtp://ada:${password}@${guarded.address}` } });
    onTestFinished(() => own.stop());

    const { body } = await invite(await makeRoom(own), ['a@example.org'], { at: own });

    expect(body.inviteStatus).toEqual({ 'a@example.org': sent });
    expect(guarded.received.map(({ user }) => user)).toEqual(sent ? ['ada'] : []);
  });
});

const MAIL = {
  to: 'bo@example.org',
  groupId: 7,
  groupName: 'Chess $& {token}',
  inviterName: 'Anna',
  token: 'a+b/c&d',
  expiresAt: new Date('2026-03-18T12:00:00Z'),
};

describe('the words of an invitation', () => {
  it.each([
    ['https://a.example/{id}/{token}', 'https://a.example/7/a%2Bb%2Fc%26d'],
    ['https://a.example/?t={token}&again={token}', 'https://a.example/?t=a%2Bb%2Fc%26d&again=a%2Bb%2Fc%26d'],
  ])('have the link %s filled in', (template, url) => {
    expect(invitationUrl(template, MAIL)).toBe(url);
  });

  it('say who invites, to what, and until when', () => {
    const { subject, text: words } = invitationText(MAIL, 'https://a.example/x');

    expect(subject).toBe('You are invited to a group');
    expect(words.split('\n').slice(0, 7)).toEqual([
      'You are invited to join a group.',
      '',
      'Group: "Chess $& {token}"',
      'Invited by: "Anna"',
      '',
      'This link lets you in, once, until 2026-03-18:',
      'https://a.example/x',
    ]);
  });

  it.each([
    ['a link', 'Win at https://evil.example/x?y', 'Win at https: / / evil. example/ x?y'],
    ['a host in another script', 'evil\u3002example', 'evil\u3002 example'],
    ['an address of mail', 'write to a@evil.example', 'write to a@ evil. example'],
    ['an end of a sentence', 'St. John. Now', 'St. John. Now'],
    ['line breaks', 'One\r\n\r\nDear customer,\u2028pay', 'One Dear customer, pay'],
    ['controls and directions', 'a\u0007b\u202ec\u2066', 'a b c'],
    ['quotation marks', 'Friends", says "Bank', "Friends', says 'Bank"],
    ['emoji that are joined', '👩‍💻', '👩‍💻'],
    ['more than 50 characters', '猫'.repeat(255), `${'猫'.repeat(49)}…`],
  ])('quote names on one line each, without %s that could lead elsewhere', (_what, name, shown) => {
    const { subject, text: words } = invitationText(
      { ...MAIL, groupName: name, inviterName: name },
      'https://a.example',
    );

    expect(subject).toBe('You are invited to a group');
    expect(words.split('\n').slice(2, 4)).toEqual([`Group: "${shown}"`, `Invited by: "${shown}"`]);
    expect(words.split('\n')).toHaveLength(10);
  });
});

it.each([
  [false, { link: 'https://a.example/7/a%2Bb%2Fc%26d' }],
  [true, {}],
])('the log tells of an invitation, in production %s', async (production, link) => {
  const lines: [object, string][] = [];
  const mailer = logMailer({
    inviteUrl: 'https://a.example/{id}/{token}',
    production,
    log: (details, message) => lines.push([details, message]),
  });

  expect(await mailer.sendInvitation(MAIL)).toBe(!production);
  expect(lines).toEqual([[{ to: MAIL.to, group: MAIL.groupName, ...link }, expect.stringContaining('SMTP_URL')]]);
});
