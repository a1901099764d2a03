import { SignJWT } from 'jose';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { doors, type Intent, type Outcome } from './support/doors.ts';
import { send } from './support/requests.ts';
import { SECRET, startServer } from './support/server.ts';

const names = Object.keys(doors) as (keyof typeof doors)[];

// One server a door, so that each meets the same state with the same intents.
const servers = { graphql: await startServer(), selfcommunity: await startServer(), rooms: await startServer() };
const shared = await startServer();
afterAll(() => Promise.all([...Object.values(servers), shared].map((server) => server.stop())));

const token = await shared.token(1);
const stranger = await shared.token(3);
const scoped = (scope: string) =>
  new SignJWT({ token_type: 'access', user_id: 1, scope })
    .setProtectedHeader({ alg: 'HS256' })
    .setIssuedAt()
    .setExpirationTime('1h')
    .setJti('1')
    .sign(new TextEncoder().encode(SECRET));

const tokens = {
  mine: token,
  strangers: stranger,
  none: null,
  bad: 'bad',
  reading: await scoped('room.read'),
  creating: await scoped('openid room.create'),
  rooms: await scoped('room'),
};

const accepted = (group: Partial<Outcome>) => expect.objectContaining({ members: 1, isMember: true, ...group });
const refused = (fields: Record<string, string>) => ({ refused: 'INVALID', fields });
const refusedAs = (reason: string) => ({ refused: reason, fields: {} });

const group = (intent: Partial<Intent>): Intent => ({
  name: 'Book club',
  slug: 'book-club',
  isPublic: true,
  ...intent,
});
const emoji = '🎈'.repeat(50);

describe('the same intent has the same outcome at every door', () => {
  beforeAll(async () => {
    for (const { url } of Object.values(servers)) {
      await doors.graphql.create(url, token, group({}));
      await doors.graphql.create(url, token, group({ name: 'Café', slug: 'cafe' }));
      await doors.graphql.create(url, token, group({ name: 'Inner circle', slug: 'inner', isPublic: false }));
    }
  });

  it.each<[string, Intent, keyof typeof tokens, unknown]>([
    [
      'a public group',
      group({ name: 'Chess', slug: 'chess' }),
      'mine',
      accepted({ name: 'Chess', slug: 'chess', description: '', isPublic: true }),
    ],
    [
      'a private group',
      group({ name: 'Committee', slug: 'committee', isPublic: false, description: 'x' }),
      'mine',
      accepted({ isPublic: false, description: 'x' }),
    ],
    [
      'a name with spaces around it',
      group({ name: '  Padded ', slug: 'padded' }),
      'mine',
      accepted({ name: 'Padded' }),
    ],
    [
      'a name of 50 characters outside the basic plane',
      group({ name: emoji, slug: 'emoji' }),
      'mine',
      accepted({ name: emoji }),
    ],
    ['a slug in capitals', group({ name: 'Capitals', slug: 'CAPITALS' }), 'mine', accepted({ slug: 'CAPITALS' })],
    ['a decomposed name', group({ name: 'Ola\u0301', slug: 'ola' }), 'mine', accepted({ name: 'Olá' })],
    ['a slug that is taken', group({ name: 'Other' }), 'mine', refused({ slug: 'DUPLICATE' })],
    ['a blank name', group({ name: ' \t ', slug: 'other' }), 'mine', refused({ name: 'MIN_LENGTH' })],
    ['an empty name', group({ name: '', slug: 'other' }), 'mine', refused({ name: 'MIN_LENGTH' })],
    ['an empty slug', group({ name: 'Other', slug: '' }), 'mine', refused({ slug: 'MIN_LENGTH' })],
    ['a name of 51 characters', group({ name: `${emoji}x`, slug: 'other' }), 'mine', refused({ name: 'MAX_LENGTH' })],
    [
      'a slug of 51 characters',
      group({ name: 'Other', slug: 'x'.repeat(51) }),
      'mine',
      refused({ slug: 'MAX_LENGTH' }),
    ],
    ['a slug with a slash', group({ name: 'Other', slug: 'a/b' }), 'mine', refused({ slug: 'INVALID' })],
    ['a reserved slug', group({ name: 'Other', slug: 'search' }), 'mine', refused({ slug: 'INVALID' })],
    [
      'a name with a control character',
      group({ name: 'a\u0000b', slug: 'other' }),
      'mine',
      refused({ name: 'INVALID' }),
    ],
    [
      'a description of 501 characters',
      group({ name: 'Other', slug: 'other', description: 'x'.repeat(501) }),
      'mine',
      refused({ description: 'MAX_LENGTH' }),
    ],
    [
      'everything wrong at once',
      group({ name: ' ', slug: 'a b', description: 'x'.repeat(501) }),
      'mine',
      refused({ name: 'MIN_LENGTH', slug: 'INVALID', description: 'MAX_LENGTH' }),
    ],
    ['no token', group({ name: 'Other', slug: 'other' }), 'none', refusedAs('UNAUTHENTICATED')],
    ['a bad token', group({ name: 'Other', slug: 'other' }), 'bad', refusedAs('UNAUTHENTICATED')],
    ['a token without the scope', group({ name: 'Other', slug: 'other' }), 'reading', refusedAs('INSUFFICIENT_SCOPE')],
    ['a token with the scope', group({ name: 'Scoped', slug: 'scoped' }), 'creating', accepted({})],
    ['a token with the parent scope', group({ name: 'Parent', slug: 'parent' }), 'rooms', accepted({})],
  ])('%s', async (_name, intent, as, expected) => {
    for (const name of names) {
      expect([name, await doors[name].create(servers[name].url, tokens[as], intent)]).toEqual([name, expected]);
    }
  });
});

describe('a name that a group claims', () => {
  const claiming = ['graphql', 'selfcommunity'] as const;
  const takenNames: [string, Intent, keyof typeof tokens][] = [
    ['in another case', group({ name: 'BOOK CLUB', slug: 'by-case' }), 'mine'],
    ['in another Unicode form', group({ name: 'CAFE\u0301', slug: 'by-form' }), 'mine'],
    ['of a hidden group', group({ name: 'inner circle', slug: 'by-hidden' }), 'strangers'],
  ];

  it.each(takenNames)('is refused %s, but at the rooms door', async (_how, intent, as) => {
    for (const name of claiming) {
      const made = await doors[name].create(servers[name].url, tokens[as], intent);
      expect([name, made]).toEqual([name, refused({ name: 'DUPLICATE' })]);
    }
    expect(await doors.rooms.create(servers.rooms.url, tokens[as], intent)).toEqual(
      accepted({ name: intent.name.normalize('NFC') }),
    );
  });

  it('is refused together with all that is wrong besides', async () => {
    for (const name of claiming) {
      const url = servers[name].url;
      const taken = await doors[name].create(url, token, group({}));
      expect([name, taken]).toEqual([name, refused({ name: 'DUPLICATE', slug: 'DUPLICATE' })]);
      const worse = group({ name: 'book club', slug: 'a b', description: 'x'.repeat(501) });
      expect([name, await doors[name].create(url, token, worse)]).toEqual([
        name,
        refused({ name: 'DUPLICATE', slug: 'INVALID', description: 'MAX_LENGTH' }),
      ]);
    }
  });

  it('is none of a room', async () => {
    const { url } = shared;
    for (const slug of ['halaqa', 'halaqa-2']) {
      expect(await doors.rooms.create(url, token, group({ name: 'Halaqa', slug }))).toEqual(accepted({ slug }));
    }
    expect(await doors.graphql.create(url, token, group({ name: 'Halaqa', slug: 'halaqa-3' }))).toEqual(accepted({}));
    const again = await doors.selfcommunity.create(url, token, group({ name: 'halaqa', slug: 'halaqa-4' }));
    expect(again).toEqual(refused({ name: 'DUPLICATE' }));
  });

  const rename = (id: number, name: string) =>
    send(`${shared.url}/v1/rooms/groups`, { token, method: 'PATCH', json: { id, name } });
  const put = (id: number, name: string) =>
    send(`${shared.url}/api/v2/group/${id}/`, { token, method: 'PUT', json: { name, privacy: 'public' } });
  const madeAt = async (door: keyof typeof doors, name: string, slug: string) => {
    const made = await doors[door].create(shared.url, token, group({ name, slug }));
    return (made as { id: number }).id;
  };

  it('is released by a room that changes it, and by no other', async () => {
    const [first, room] = [await madeAt('graphql', 'Rowing', 'rowing'), await madeAt('rooms', 'Rowing', 'rowing-2')];

    expect((await rename(first, 'Rowing')).status).toBe(200);
    expect(await doors.graphql.create(shared.url, token, group({ name: 'rowing', slug: 'rowing-3' }))).toEqual(
      refused({ name: 'DUPLICATE' }),
    );
    expect((await rename(first, 'Rowers')).status).toBe(200);
    expect(await doors.graphql.create(shared.url, token, group({ name: 'rowing', slug: 'rowing-3' }))).toEqual(
      accepted({}),
    );
    // A name equal to the one there is neither refused nor claimed.
    expect((await put(room, 'Rowing')).status).toBe(200);
    expect((await put(first, 'rowing')).body.errors[0].field).toBe('name');
  });

  it('is claimed by a room whose name is set at another door', async () => {
    const [room, other] = [await madeAt('rooms', 'Sailing', 'sailing'), await madeAt('graphql', 'Boats', 'boats')];
    expect((await put(room, 'Sailors')).status).toBe(200);

    expect((await put(other, 'sailors')).body.errors[0].field).toBe('name');
    expect((await put(other, 'sailing')).status).toBe(200);
    expect((await rename(other, 'Sailors')).status).toBe(200);
  });
});

describe('a group made at one door', () => {
  it.each(names)('%s: is the same group at every other', async (home) => {
    const made = await doors[home].create(
      shared.url,
      token,
      group({ name: `At ${home}`, slug: `at-${home}`, isPublic: false }),
    );

    expect(made).toMatchObject({ name: `At ${home}` });
    const { id } = made as { id: number };
    for (const name of names) expect([name, await doors[name].read(shared.url, token, id)]).toEqual([name, made]);
  });

  it.each(names)('%s: is absent to strangers when it is hidden, like one that never was', async (home) => {
    const made = await doors[home].create(
      shared.url,
      token,
      group({ name: `Hidden ${home}`, slug: `hidden-${home}`, isPublic: false }),
    );

    const { id } = made as { id: number };
    for (const name of names) {
      const hidden = await doors[name].read(shared.url, stranger, id);
      expect(hidden).toEqual(refusedAs('NOT_FOUND'));
      expect(hidden).toEqual(await doors[name].read(shared.url, stranger, 999_999));
    }
  });
});

describe('reading without a token', () => {
  it('shows what is public, but not at the rooms door', async () => {
    const made = await doors.selfcommunity.create(shared.url, token, group({ name: 'Open', slug: 'open' }));

    const { id } = made as { id: number };
    const open = { ...made, isMember: false };
    expect(await doors.graphql.read(shared.url, null, id)).toEqual(open);
    expect(await doors.selfcommunity.read(shared.url, null, id)).toEqual(open);
    expect(await doors.rooms.read(shared.url, null, id)).toEqual(refusedAs('UNAUTHENTICATED'));
  });

  it('shows nothing where ANONYMOUS_READ is false', async () => {
    const closed = await startServer({ env: { ANONYMOUS_READ: 'false' } });
    try {
      const made = await doors.graphql.create(closed.url, token, group({}));
      const { id } = made as { id: number };
      for (const name of names) {
        expect([name, await doors[name].read(closed.url, null, id)]).toEqual([name, refusedAs('UNAUTHENTICATED')]);
      }
    } finally {
      await closed.stop();
    }
  });
});

describe('200 simultaneous creates with one name', () => {
  it('make one group of those that claim it, whatever doors they come by, and all rooms', async () => {
    const outcomes = await Promise.all(
      Array.from({ length: 200 }, async (_, index) => {
        const door = names[index % names.length] ?? 'graphql';
        const intent = group({ name: 'Crowded', slug: `crowded-${index}` });
        return { door, outcome: await doors[door].create(shared.url, token, intent) };
      }),
    );

    const [rooms, claiming] = [true, false].map((isRoom) =>
      outcomes.filter(({ door }) => (door === 'rooms') === isRoom).map(({ outcome }) => outcome),
    );
    expect(rooms?.filter((outcome) => 'refused' in outcome)).toEqual([]);
    const losers = claiming?.filter((outcome) => 'refused' in outcome) ?? [];
    expect(losers).toHaveLength((claiming?.length ?? 0) - 1);
    expect(new Set(losers.map((outcome) => JSON.stringify(outcome)))).toEqual(
      new Set([JSON.stringify(refused({ name: 'DUPLICATE' }))]),
    );
  });
});

describe('what belongs to no door', () => {
  it('says that it is well', async () => {
    const { status, body } = await send(`${shared.url}/healthz`);
    expect([status, body]).toEqual([200, { status: 'ok' }]);
  });

  it('answers unknown paths plainly', async () => {
    const { status, body } = await send(`${shared.url}/nowhere`);
    expect([status, body]).toEqual([404, { error: 'There is nothing at this path.' }]);
  });

  it('lets Apollo Sandbox in from its own origin, and no other', async () => {
    const preflight = (origin: string) =>
      send(`${shared.url}/graphql`, {
        method: 'OPTIONS',
        headers: { origin, 'access-control-request-method': 'POST', 'access-control-request-headers': 'authorization' },
      });

    const sandbox = await preflight('https://studio.apollographql.com');
    const other = await preflight('https://example.org');

    expect(sandbox.headers.get('access-control-allow-origin')).toBe('https://studio.apollographql.com');
    expect(other.headers.get('access-control-allow-origin')).toBeNull();
  });
});
