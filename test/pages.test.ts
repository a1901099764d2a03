import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readDirectory } from '../src/commands/directory-file.ts';
import { NOON } from './support/engines.ts';
import { startIssuer } from './support/issuer.ts';
import { answersTo, questions } from './support/page-questions.ts';
import { type FiledPage, globalId, MARK, ORGANIZATION, pagesOf } from './support/pages.ts';
import { graphql, send } from './support/requests.ts';
import { SECRET, startServer } from './support/server.ts';

const STRANGER = 2;
const REVIEWER = 3;
const OTHER_REVIEWER = 4;

const DIRECTORY = `
  {"id": ${REVIEWER}, "username": "rhea", "reviewer": true}
  {"id": ${OTHER_REVIEWER}, "username": "ravi", "reviewer": true}
  {"id": ${STRANGER}, "username": "sam", "reviewer": false}`;

const issuer = await startIssuer();
afterAll(() => issuer.stop());
const server = await startServer({ env: { OIDC_ISSUER: issuer.url } });
afterAll(() => server.stop());

const stranger = await server.token(STRANGER);
const reviewer = await server.token(REVIEWER);
const otherReviewer = await server.token(OTHER_REVIEWER);
const scopedReviewer = await issuer.sign({ sub: 'desk', scp: ['room', 'guildhall.review'] });
const scopedUser = await issuer.sign({ sub: 'app', scp: ['room', 'user'] });

const OTHERS = Object.entries({ 'an anonymous caller': null, 'a stranger': stranger, 'a reviewer': reviewer });
const REVIEWERS = Object.entries({ 'an imported reviewer': reviewer, 'a token with the scope': scopedReviewer });

beforeAll(async () => {
  const directory = readDirectory(DIRECTORY, null);
  if (!directory.ok) throw new Error(directory.refusal.join());
  await server.store.importUsers(
    directory.value.map(({ user }) => user),
    NOON,
  );
});

const { filePage, room, review, requestsOf } = pagesOf(server);
const CALLERS = [null, stranger, reviewer, scopedReviewer, scopedUser];
const slugFor = (word: string, token: string | null) => `${word}-${CALLERS.indexOf(token)}`;
const refused = (code: string) => ({ group: null, userErrors: [{ code }] });

interface FoundRequest {
  readonly page: { readonly databaseId: number };
}

async function requestOf(page: FiledPage, status: string, token = reviewer) {
  const { data } = await requestsOf(status, token);
  return data.pageRequests.nodes.find((node: FoundRequest) => node.page.databaseId === page.id);
}

/** What callers are told of a page that never was, whose owner is in no group. */
async function answersToNothing(token: string | null) {
  const nothing = { id: 999_999, slug: 'never-was', ownerId: 99 };
  return answersTo(questions(server.url, token, nothing));
}

const privateTokenOf = async (page: FiledPage) => (await room(page, page.owner)).body.privateToken;

describe('a page that is asked for', () => {
  it('waits for a review, and says so to its owner', async () => {
    const page = await filePage('waits');

    const { body } = await room(page, page.owner);

    expect(body).toMatchObject({
      isActive: false,
      isVerified: false,
      isOwner: true,
      roomType: 'page',
      subdomain: 'waits',
    });
    const joined = await send(`${server.url}/v1/rooms/joined-rooms`, { token: page.owner });
    expect(joined.body.data.map(({ id }: { id: number }) => id)).toEqual([page.id]);
    const search = await send(`${server.url}/v1/rooms/search?query=waits`, { token: page.owner });
    expect(search.body).toMatchObject({ total: 1, data: [{ id: page.id }] });
  });

  it('is public when it does not say otherwise', async () => {
    const page = await filePage('unsaid', { public: undefined });

    expect((await room(page, page.owner)).body.isPublic).toBe(true);
  });

  it('needs its organisation, and reports all that is wrong at once', async () => {
    const json = { name: ' ', url: 'wrong', jobTitle: 7, contactNumber: ' ', purpose: 'x'.repeat(2001) };

    const { status, body } = await send(`${server.url}/v1/rooms/pages`, { token: stranger, json });

    expect([status, body.details.error.details]).toEqual([
      400,
      {
        name: 'MIN_LENGTH',
        jobTitle: 'INVALID',
        contactNumber: 'MIN_LENGTH',
        organizationName: 'MISSING',
        purpose: 'MAX_LENGTH',
      },
    ]);
  });

  it.each(OTHERS)('is not there for %s', async (_who, token) => {
    const page = await filePage(slugFor('absent', token));
    await server.addUsers(99);

    const answers = await answersTo(questions(server.url, token, page, await privateTokenOf(page)));

    expect(answers).toEqual(await answersToNothing(token));
    expect((await room(page, page.owner)).body.membersCount).toBe(1);
  });
});

describe('a review', () => {
  it.each(REVIEWERS)('is for %s', async (_who, token) => {
    const approved = await filePage(slugFor('approved', token));
    const rejected = await filePage(slugFor('rejected', token));

    expect(await requestOf(approved, 'PENDING', token)).toEqual({
      ...ORGANIZATION,
      status: 'PENDING',
      submittedAt: expect.any(String),
      reviewedAt: null,
      reviewedBy: null,
      page: { databaseId: approved.id, active: false, createdBy: { databaseId: approved.ownerId } },
    });
    expect(await review(approved, token)).toEqual({
      group: { databaseId: approved.id, active: true, verified: true },
      userErrors: [],
    });
    expect(await review(rejected, token, 'REJECT')).toEqual({ group: null, userErrors: [] });
    expect(await requestOf(approved, 'PENDING', token)).toBeUndefined();
    expect(await requestOf(approved, 'APPROVED', token)).toMatchObject({ status: 'APPROVED', page: { active: true } });
    expect(await requestOf(rejected, 'REJECTED', token)).toMatchObject({ status: 'REJECTED', page: { active: false } });
  });

  it.each(Object.entries({ 'a stranger': stranger, 'a token without the scope': scopedUser }))(
    'is not for %s',
    async (_who, token) => {
      const page = await filePage(slugFor('refused', token));

      expect(await review(page, token)).toEqual(refused('FORBIDDEN'));
      expect(await review({ id: 999_999 }, token)).toEqual(refused('FORBIDDEN'));
      expect((await requestsOf('PENDING', token)).errors[0].extensions.code).toBe('FORBIDDEN');
      expect(await requestOf(page, 'PENDING')).toBeDefined();
    },
  );

  it('is not for the owner, nor for anyone without a token', async () => {
    const page = await filePage('own-cause');

    expect(await review(page, page.owner)).toEqual(refused('FORBIDDEN'));
    expect(await review(page, null)).toEqual(refused('UNAUTHENTICATED'));
    expect((await requestsOf('PENDING', null)).errors[0].extensions.code).toBe('UNAUTHENTICATED');
    expect((await requestsOf('PENDING', page.owner)).errors[0].extensions.code).toBe('FORBIDDEN');
  });

  it('happens once: a second one changes nothing', async () => {
    const [approved, rejected] = [await filePage('twice-approved'), await filePage('twice-rejected')];
    await review(approved, reviewer);
    await review(rejected, reviewer, 'REJECT');
    const before = [await requestOf(approved, 'APPROVED'), await requestOf(rejected, 'REJECTED')];

    await review(approved, otherReviewer, 'REJECT');
    await review(rejected, otherReviewer);

    expect([await requestOf(approved, 'APPROVED'), await requestOf(rejected, 'REJECTED')]).toEqual(before);
    expect(before).toMatchObject([{ reviewedBy: { databaseId: REVIEWER } }, { reviewedBy: { databaseId: REVIEWER } }]);
    expect((await room(approved, stranger)).body).toMatchObject({ isActive: true, isVerified: true });
    expect((await room(rejected, rejected.owner)).body).toMatchObject({ isActive: false, isVerified: false });
  });

  it('is of pages alone: a group is not found, seen or hidden', async () => {
    const groups = [true, false].map((isPublic) =>
      send(`${server.url}/v1/rooms/groups`, {
        token: stranger,
        json: { name: `No page, ${isPublic}`, url: `no-page-${isPublic}`, public: isPublic },
      }),
    );

    for (const { body } of await Promise.all(groups)) {
      expect(await review(body.data, reviewer)).toEqual(refused('NOT_FOUND'));
      expect(await review(body.data, scopedReviewer, 'REJECT')).toEqual(refused('NOT_FOUND'));
      expect((await room(body.data, stranger)).body).toMatchObject({ isActive: true, isVerified: false });
      expect((await room(body.data, reviewer)).status).toBe(body.data.isPublic ? 200 : 404);
    }
    expect(await review({ id: 999_999 }, reviewer)).toEqual(refused('NOT_FOUND'));
  });
});

describe('a page that was approved', () => {
  it.each(OTHERS)('is found by %s', async (_who, token) => {
    const page = await filePage(slugFor('found', token));
    await review(page, reviewer);

    const asked = questions(server.url, token, page);
    const answers = await answersTo({ ...asked, follow: asked.profile, join: asked.profile, joinGroup: asked.profile });

    const listed = { totalCount: 1, nodes: [{ name: `Page ${page.slug}` }] };
    expect(answers).toMatchObject({
      byNumber: { body: { data: { group: { name: `Page ${page.slug}` } } } },
      bySlug: { body: { data: { group: { name: `Page ${page.slug}` } } } },
      node: { body: { data: { node: { id: globalId(page) }, nodes: [{ id: globalId(page) }] } } },
      list: { body: { data: { groups: listed } } },
      listPages: { body: { data: { groups: listed } } },
      ofOwner: { body: { data: { user: { groups: listed } } } },
    });
    if (token === null) return;
    const profile = { id: page.id, isActive: true, isVerified: true, subdomain: page.slug };
    expect(answers).toMatchObject({
      profile: { status: 200, body: profile },
      subdomain: { status: 200, body: profile },
      group: { status: 404 },
      search: { body: { total: 1, data: [profile] } },
      searchPages: { body: { total: 1, data: [profile] } },
    });
  });

  it('lets in who has its private token', async () => {
    const page = await filePage('by-token');
    await review(page, reviewer);
    const path = `/v1/rooms/page/by-token/accept/${await privateTokenOf(page)}`;

    const { status, body } = await send(server.url + path, { token: stranger });

    expect([status, body]).toEqual([200, { roomId: page.id, success: true, isNewMember: true }]);
    expect((await room(page, stranger)).body).toMatchObject({ isMember: true, membersCount: 2 });
  });

  it('is absent to reviewers, too, when it is hidden', async () => {
    const page = await filePage('hidden', { public: false });

    expect(await review(page, reviewer)).toEqual({ group: null, userErrors: [] });

    const [, , hidden] = await Promise.all([review(page, otherReviewer), room(page, page.owner), room(page, reviewer)]);
    expect(hidden.status).toBe(404);
    expect((await room(page, page.owner)).body).toMatchObject({ isActive: true, isVerified: true });
  });

  it.each([
    ['name', { name: 'The state bank' }],
    ['subdomain', { url: 'the-state-bank' }],
  ])('is not verified under another %s, and stays while it waits for another review', async (what, change) => {
    const page = await filePage(`renamed-${what}`);
    await review(page, reviewer);
    const update = async (fields: object) => {
      const json = { id: page.id, ...fields };
      return (await send(`${server.url}/v1/rooms/pages`, { method: 'PATCH', token: page.owner, json })).body.room;
    };

    expect(await update({ name: `Page ${page.slug}`, url: page.slug, description: 'New' })).toMatchObject({
      isVerified: true,
    });
    expect(await update(change)).toMatchObject({ isActive: true, isVerified: false });

    expect((await room(page, stranger)).body).toMatchObject({ isActive: true, isVerified: false });
    expect(await requestOf(page, 'APPROVED')).toBeUndefined();
    expect(await requestOf(page, 'PENDING')).toMatchObject({ reviewedAt: null, reviewedBy: null });
    await review(page, reviewer, 'REJECT');
    expect((await room(page, stranger)).body).toMatchObject({ isActive: true, isVerified: false });
    await update({ url: `again-${what}` });
    expect(await requestOf(page, 'PENDING')).toBeDefined();
    expect(await review(page, otherReviewer)).toMatchObject({ group: { active: true, verified: true } });
  });

  it('is followed by being its member, and each follower counts once', async () => {
    const page = await filePage('followed');
    await review(page, reviewer);
    const path = `${server.url}/v1/rooms/${page.id}`;
    const followers = await Promise.all([61, 62].map((id) => server.token(id)));
    const seen = async () => {
      const { body } = await graphql(
        server.url,
        `{ group(by: { databaseId: ${page.id} }) {
        subscribersCount viewerSubscriptionStatus } }`,
        { token: followers[0] ?? null },
      );
      return body.data.group;
    };

    for (const token of [...followers, ...followers]) {
      expect((await send(`${path}/follow`, { method: 'POST', token })).body).toEqual({ followed: true });
    }

    expect(await seen()).toEqual({ subscribersCount: 3, viewerSubscriptionStatus: 'SUBSCRIBED' });
    expect((await room(page, followers[1] ?? null)).body).toMatchObject({ isMember: true, membersCount: 3 });
    await send(`${path}/unfollow`, { method: 'POST', token: followers[0] ?? null });
    expect(await seen()).toEqual({ subscribersCount: 2, viewerSubscriptionStatus: null });
  });
});

describe('a page that was rejected', () => {
  it.each(OTHERS)('is still not there for %s', async (_who, token) => {
    const page = await filePage(slugFor('turned-down', token));
    await server.addUsers(99);
    await review(page, reviewer, 'REJECT');

    const answers = await answersTo(questions(server.url, token, page, await privateTokenOf(page)));

    expect(answers).toEqual(await answersToNothing(token));
    expect((await room(page, page.owner)).body).toMatchObject({ isActive: false, isOwner: true });
  });
});

describe('what an organisation says of itself', () => {
  const seenBy = async (page: FiledPage, token: string | null) => {
    const query = `{ group(by: { databaseId: ${page.id} }) { pageRequest { ${Object.keys(ORGANIZATION).join(' ')} } } }`;
    return (await graphql(server.url, query, { token })).body.data.group;
  };

  it('is for its owner and reviewers alone, in any state', async () => {
    const page = await filePage('told');
    const admin = await server.token(71);

    for (const decision of [null, 'APPROVE'] as const) {
      if (decision) await review(page, reviewer, decision);
      expect(await seenBy(page, page.owner)).toEqual({ pageRequest: ORGANIZATION });
    }
    await send(`${server.url}/v1/rooms/${page.id}/follow`, { method: 'POST', token: admin });
    const access = { roomId: page.id, userId: '71', admin: true };
    await send(`${server.url}/v1/rooms/admins-access`, { token: page.owner, json: access });
    expect((await room(page, admin)).body).toMatchObject({ isAdmin: true });

    for (const token of [reviewer, scopedReviewer]) {
      expect(await seenBy(page, token)).toEqual({ pageRequest: ORGANIZATION });
    }
    for (const token of [null, stranger, scopedUser, admin]) {
      expect(await seenBy(page, token)).toEqual({ pageRequest: null });
    }
  });

  it('is in no other answer to anyone', async () => {
    const [pending, approved] = [await filePage('mum-pending'), await filePage('mum-approved')];
    await review(approved, reviewer);

    for (const token of [null, stranger, reviewer, scopedUser, pending.owner, approved.owner]) {
      for (const page of [pending, approved]) {
        expect(JSON.stringify(await answersTo(questions(server.url, token, page)))).not.toContain(MARK);
      }
    }
  });
});

it('is reviewed by whom the import says, a process of its own', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'guildhall-reviewers-'));
  const env = { DATABASE_URL: `file:${join(folder, 'guildhall.db')}`, JWT_SECRET: SECRET };
  const imports = async (isReviewer: boolean) => {
    const file = join(folder, 'people.ndjson');
    await writeFile(file, JSON.stringify({ id: REVIEWER, username: 'rhea', reviewer: isReviewer }));
    const script = fileURLToPath(new URL('../src/commands/users.ts', import.meta.url));
    const { stdout } = await promisify(execFile)(process.execPath, [script, 'import', file], { env });
    expect(stdout).toMatch(/^Imported 1 user into .*\.\n$/);
  };
  await imports(true);
  const own = await startServer({ env });
  const count = async () => {
    const { body } = await graphql(own.url, '{ pageRequests { totalCount } }', { token: reviewer });
    return body.data?.pageRequests.totalCount ?? body.errors[0].extensions.code;
  };

  try {
    expect(await count()).toBe(0);
    await imports(false);
    expect(await count()).toBe('FORBIDDEN');
  } finally {
    await own.stop();
    await rm(folder, { recursive: true });
  }
});
