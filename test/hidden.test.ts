import { isDeepStrictEqual } from 'node:util';
import { afterAll, describe, expect, it } from 'vitest';
import { encodeGlobalId } from '../src/graphql/relay/global-ids.ts';
import { IDS } from './support/cast.ts';
import { picture } from './support/pictures.ts';
import { type Answer, send } from './support/requests.ts';
import {
  EX_MEMBER,
  graphqlLists,
  graphqlQuestions,
  HIDDEN,
  HIDDEN_PAGE,
  makeWorld,
  NEVER_WAS,
  type Question,
  restLists,
  restQuestions,
  type World,
} from './support/worlds.ts';

const startedAt = new Date();
const [present, absent] = await Promise.all([makeWorld(startedAt, true), makeWorld(startedAt, false)]);
afterAll(() => Promise.all([present, absent].map(({ server }) => server.stop())));

const token = (id: number) => present.server.token(id);
/** A token of one world is good in the other. */
const OUTSIDERS: Readonly<Record<string, string | null>> = {
  anonymous: null,
  stranger: await token(IDS.stranger),
  'ex-member': await token(EX_MEMBER),
};
const manager = await token(IDS.manager);

/** All of an answer but when it was given and what number it had. */
async function whole({ server }: World, { method, path, json }: Question, token: string | null) {
  const { status, headers, body } = await send(`${server.url}${path}`, { method, token, ...(json && { json }) });
  const kept = [...headers].filter(([name]) => name !== 'date' && name !== 'x-request-id');
  return { status, headers: Object.fromEntries(kept), body };
}

const about = (target: World['group']) => [...restQuestions(target), ...graphqlQuestions(target)];
const TARGETS = { 'a hidden group': present.group, 'a page that waits for its review': present.page };

async function expectSameLists(token: string | null): Promise<void> {
  for (const question of [...restLists(), ...graphqlLists()]) {
    const [told, expected] = [await whole(present, question, token), await whole(absent, question, token)];
    expect([question.what, told]).toEqual([question.what, expected]);
  }
}

describe.each(Object.entries(OUTSIDERS))('to the %s', (_who, token) => {
  it.each(Object.entries(TARGETS))('%s is answered for as one that never was', async (_what, target) => {
    const never = about(NEVER_WAS);
    for (const [index, question] of about(target).entries()) {
      const told = await whole(present, question, token);

      expect([question.what, told]).toEqual([question.what, await whole(absent, question, token)]);
      expect([question.what, told]).toEqual([question.what, await whole(present, never[index] ?? question, token)]);
    }
  });

  it('lists, counts and searches are as if neither was there', async () => {
    await expectSameLists(token);
  });
});

it('lists, counts and searches are as if neither was there to one who asked to join before it was hidden', async () => {
  await expectSameLists(await token(IDS.requested));
});

const graphql = (name: string, input: object): Question => ({
  what: name,
  method: 'POST',
  path: '/graphql',
  json: {
    query: `mutation ($input: ${name.charAt(0).toUpperCase()}${name.slice(1)}Input!) {
      ${name}(input: $input) { group { name } userErrors { code field message } }
    }`,
    variables: { input },
  },
});

type Named = { readonly name: string; readonly slug: string };

/** Every way to give a group a name and a slug; `own` is a group of the caller's. */
const namings = (own: number, { name, slug }: Named): readonly Question[] => {
  const groupId = encodeGlobalId('Group', own);
  return [
    { what: 'SelfCommunity', method: 'POST', path: '/api/v2/group/', json: { name, slug, privacy: 'public' } },
    { what: 'SelfCommunity', method: 'PATCH', path: `/api/v2/group/${own}/`, json: { name, slug } },
    { what: 'SelfCommunity', method: 'PUT', path: `/api/v2/group/${own}/`, json: { name, slug } },
    { what: 'rooms', method: 'POST', path: '/v1/rooms/groups', json: { name, url: slug, public: true } },
    { what: 'rooms', method: 'PATCH', path: '/v1/rooms/groups', json: { id: own, name, url: slug } },
    graphql('createGroup', { name, slug, privacy: 'PUBLIC' }),
    graphql('updateGroup', { groupId, name, slug }),
  ];
};

const stranger = OUTSIDERS['stranger'] ?? null;
const create = (token: string | null, fields: object, headers: Readonly<Record<string, string>> = {}) =>
  send(`${present.server.url}/api/v2/group/`, { token, headers, json: { privacy: 'private', ...fields } });

describe('a name that is taken', () => {
  it('is refused in the same words, whether or not the caller can see which group has it', async () => {
    const own = (await create(stranger, { name: 'My own' })).body.id;
    const [lake, other] = [{ name: 'Rowers of the lake', slug: 'lake' }, 'another'];

    for (const hidden of [HIDDEN, HIDDEN_PAGE]) {
      for (const part of ['name', 'slug', 'both'] as const) {
        const taken = (by: Named) => ({
          name: part === 'slug' ? other : by.name,
          slug: part === 'name' ? other : by.slug,
        });
        // A room may have any name.
        const asked = (by: Named) => namings(own, taken(by)).filter(({ what }) => part !== 'name' || what !== 'rooms');
        const [seen, unseen] = [asked(lake), asked(hidden)];
        for (const [index, question] of unseen.entries()) {
          const told = await whole(present, question, stranger);
          expect([question, told]).toEqual([question, await whole(present, seen[index] ?? question, stranger)]);
          expect(JSON.stringify(told.body)).toMatch(/unique|DUPLICATE|UNIQUE/);
        }
      }
    }
  });

  it('is all that is told, when it is tried with the idempotency key that made the hidden group', async () => {
    const [fields, headers] = [{ name: 'Made once', visible: false }, { 'idempotency-key': 'guessed' }];
    expect((await create(manager, fields, headers)).status).toBe(201);

    const [withKey, without] = [await create(stranger, fields, headers), await create(stranger, fields)];
    expect([withKey.status, withKey.body]).toEqual([without.status, without.body]);
    expect((await create(stranger, { ...fields, name: 'Of my own' }, headers)).status).toBe(201);
  });
});

describe('the picture of a hidden group', () => {
  it('is for those who have its address, which is made of no picture and found nowhere', async () => {
    const bytes = new Uint8Array(await picture('png', { width: 64, height: 64 }));
    const form = () => {
      const made = new FormData();
      made.set('name', `Pictured ${crypto.randomUUID().slice(0, 8)}`);
      made.set('privacy', 'private');
      made.set('visible', 'false');
      made.set('image_original', new Blob([bytes], { type: 'image/png' }), 'a.png');
      return made;
    };
    const post = (token: string | null) => send(`${present.server.url}/api/v2/group/`, { token, body: form() });
    const [hidden, mine] = [await post(manager), await post(stranger)];
    const pathOf = ({ body }: Answer): string => new URL(body.image_bigger).pathname;
    const ask = (path: string) => whole(present, { what: path, method: 'GET', path }, null);

    expect((await ask(pathOf(hidden))).status).toBe(200);
    expect(pathOf(hidden)).toMatch(/^\/media\/[0-9a-f]{32}-bigger\.webp$/);
    expect(pathOf(mine)).not.toBe(pathOf(hidden));
    const never = await ask(`/media/${'0'.repeat(32)}-bigger.webp`);
    expect(never.status).toBe(404);
    for (const path of [
      '/media',
      '/media/',
      pathOf(hidden).replace('-bigger', '-none'),
      '/media/%2e%2e/guildhall.db',
    ]) {
      expect([path, await ask(path)]).toEqual([path, never]);
    }

    const gone = await send(`${present.server.url}/api/v2/group/${hidden.body.id}/`, {
      token: manager,
      method: 'DELETE',
    });
    expect(gone.status).toBe(204);
    expect(await ask(pathOf(hidden))).toEqual(never);
  });
});

/** What never depends on a group that a token can name: users, and what only other secrets open. */
const INDEPENDENT = [
  ...[
    'GET /user/me/',
    'GET /user/:id/',
    'GET /user/me/permission/',
    'GET /user/hidden_users_id/',
    'GET /user/:id/settings/',
    'PATCH /user/:id/settings/',
    'GET /group/user/',
    'GET /dynamic_preference/',
    'GET /feature/',
    'GET /custom_menu/base/',
    'GET /custom_menu/not_logged/',
    'POST /jwt/verify_token/',
  ].map((route) => `selfcommunity: ${route}`),
  ...['accept-invite', 'reject-invite'].map((action) => `rooms: GET /rooms/:id/${action}`),
  ...['group', 'page'].map((kind) => `rooms: GET /rooms/${kind}/:url/accept/:token`),
  'rooms: PATCH /rooms/:id/posts/:postId/privacy',
  'GraphQL: reviewPage',
];

it('is asked for in ways that all answer the manager otherwise, so that there is something to hide', async () => {
  const seen = { all: new Set<string>(), otherwise: new Set<string>() };
  const last = /DELETE \/group\/:id\/(\?|$)|deleteGroup/;
  const all = [...restLists(), ...graphqlLists(), ...about(present.page), ...about(present.group)];
  for (const question of all.toSorted((one, other) => Number(last.test(one.what)) - Number(last.test(other.what)))) {
    const name = /^[^?{]+/.exec(question.what)?.[0].trim() ?? '';
    const [told, expected] = [await whole(present, question, manager), await whole(absent, question, manager)];
    seen.all.add(name);
    if (!isDeepStrictEqual(told, expected)) seen.otherwise.add(name);
  }

  expect([...seen.all].filter((name) => !seen.otherwise.has(name)).toSorted()).toEqual(INDEPENDENT.toSorted());
});
