import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { graphql, send } from './support/requests.ts';
import { startServer } from './support/server.ts';
import { community } from './support/tokens.ts';

const server = await startServer();
afterAll(() => server.stop());
const token = await server.token(1);

/** Names, and how people look for them. */
const SPELLINGS: readonly (readonly [name: string, ...searches: string[]])[] = [
  ['القرآن الكريم', 'القران', 'القُرْآن', 'القـــرآن', 'الكریم', 'ﺍﻟﻘﺮﺍﻥ'],
  ['مدرسة على الإنترنت', 'مدرسه', 'علي', 'الانترنت'],
  ['کتابخانه', 'كتابخانه'],
  ['Αθήνα', 'ΑΘΗΝΑ', 'αθηνα'],
  ['Οδός', 'ΟΔΟΣ', 'οδοσ'],
  ['Ёлка', 'елка', 'ЁЛКА'],
  ['שָׁלוֹם', 'שלום'],
  ['שיעור תורה', 'תּוֹרָה'],
  ['Đồng hành', 'dong hanh', 'ĐỒNG'],
  ['Łódź', 'lodz', 'ŁÓDŹ'],
  ['Ørsted', 'orsted'],
  ['Æbler', 'aebler'],
  ['Straße', 'strasse', 'STRASSE'],
  ["O'Dea", 'O’Dea', 'o´dea', 'OʼDEA'],
  ['O’Neil', "o'neil"],
  ['Yoga – Berlin', 'yoga - berlin', 'yoga — berlin'],
];

const SEARCHES = SPELLINGS.flatMap(([name, ...searches]) => searches.map((search) => [search, name] as const));

beforeAll(async () => {
  for (const [index, [name]] of SPELLINGS.entries()) {
    const made = await send(`${server.url}/v1/rooms/groups`, {
      token,
      json: { name, url: `room-${index}`, public: true },
    });
    expect(made.status).toBe(201);
    const theirs = await community({ user_id: 100 + index, name });
    expect((await graphql(server.url, '{ viewer { realName } }', { token: theirs })).body.data.viewer.realName).toBe(
      name,
    );
  }
});

describe('a search for groups', () => {
  it.each(SEARCHES)('for %s finds %s at every door', async (search, name) => {
    const query = 'query ($search: String) { groups(filter: { search: $search }) { nodes { name } totalCount } }';
    const byGraphql = await graphql(server.url, query, { token, variables: { search } });
    const bySelfCommunity = await send(`${server.url}/api/v2/group/search/?search=${encodeURIComponent(search)}`, {
      token,
    });
    const byRooms = await send(`${server.url}/v1/rooms/search?query=${encodeURIComponent(search)}`, { token });
    const names = (groups: readonly { readonly name: string }[]) => groups.map((group) => group.name);

    expect(names(byGraphql.body.data.groups.nodes)).toContain(name);
    expect(names(bySelfCommunity.body.results)).toContain(name);
    expect(names(byRooms.body.data)).toContain(name);
  });
});

describe('a search for people', () => {
  it.each(SEARCHES)('for %s finds %s', async (search, name) => {
    const query = 'query ($search: String) { users(search: $search) { nodes { realName } } }';
    const { body } = await graphql(server.url, query, { token, variables: { search } });

    expect(body.data.users.nodes.map((user: { readonly realName: string }) => user.realName)).toContain(name);
  });
});

describe('a list by name', () => {
  const page = async (after: string | null) => {
    const query = `query ($after: String) {
      groups(first: 2, after: $after, orderBy: { field: NAME, direction: ASC }) {
        nodes { name } pageInfo { endCursor hasNextPage } } }`;
    return (await graphql(server.url, query, { token, variables: { after } })).body;
  };

  it('has letters with accents beside those without, and its pages join', async () => {
    const names: string[] = [];
    let after: string | null = null;
    do {
      const { data } = await page(after);
      names.push(...data.groups.nodes.map((group: { readonly name: string }) => group.name));
      after = data.groups.pageInfo.hasNextPage ? data.groups.pageInfo.endCursor : null;
    } while (after !== null);

    expect(names.filter((name) => /^[\p{Script=Latin}\p{P}\s–]+$/u.test(name))).toEqual([
      'Æbler',
      'Đồng hành',
      'Łódź',
      "O'Dea",
      'O’Neil',
      'Ørsted',
      'Straße',
      'Yoga – Berlin',
    ]);
    expect(names.toSorted()).toEqual(SPELLINGS.map(([name]) => name).toSorted());
  });

  it.each(['NAME', 'RELEVANCE'])('refuses a cursor of an older order by %s', async (field) => {
    const after = Buffer.from(JSON.stringify([field, 'o', 1])).toString('base64url');
    const query = `query ($after: String) {
      groups(after: $after, orderBy: { field: ${field}, direction: ASC }) { nodes { name } } }`;
    const { body } = await graphql(server.url, query, { token, variables: { after } });

    expect(body.errors[0].message).toContain('after');
    expect(body.data).toBe(null);
  });
});
