import { afterAll, describe, expect, it, onTestFinished } from 'vitest';
import { generateKey, type Issuer, startIssuer } from '../support/issuer.ts';
import { send } from '../support/requests.ts';
import { startServer, type TestServer } from '../support/server.ts';
import { answersTo, BAD_TOKEN, community, UNAVAILABLE, viewerOf } from '../support/tokens.ts';

const stops: (() => Promise<void>)[] = [];
afterAll(async () => {
  for (const stop of stops) await stop();
});

async function serverWith(env: Readonly<Record<string, string>>, now?: () => Date): Promise<TestServer> {
  const started = await startServer({ env, ...(now && { now, elapsed: () => now().getTime() }) });
  stops.push(() => started.stop());
  return started;
}

/** An issuer that nothing was asked of yet, and a server that knows it by name. */
async function issuerAndServer(now: () => Date) {
  const asked = await startIssuer();
  const guarded = await serverWith({ OIDC_ISSUER: asked.url }, now);
  stops.push(() => asked.stop());
  return { asked, guarded };
}

const subject = { sub: 'someone' };
const unknownTokens = (issuer: Issuer, count: number) =>
  Promise.all(Array.from({ length: count }, (_, n) => issuer.sign(subject, { alg: 'ES256', kid: `key-${n}` })));

/** Through one door after the other. */
async function statusOf({ url }: TestServer, token: string, index = 0): Promise<number> {
  const paths = ['/v1/rooms/1', '/api/v2/group/', '/graphql'];
  return (await send(`${url}${paths[index % paths.length]}`, { token })).status;
}

/** A hundred at once. */
async function inTurns<Value>(tokens: readonly string[], ask: (token: string, index: number) => Promise<Value>) {
  const answers: Value[] = [];
  for (let start = 0; start < tokens.length; start += 100) {
    const batch = tokens.slice(start, start + 100);
    answers.push(...(await Promise.all(batch.map((token, index) => ask(token, start + index)))));
  }
  return answers;
}

describe('a token whose key was withdrawn', () => {
  const MINUTE = 60_000;

  async function usedToken() {
    let passed = 0;
    const issuer = await startIssuer();
    const server = await startServer({ env: { OIDC_ISSUER: issuer.url }, elapsed: () => passed });
    stops.push(
      () => server.stop(),
      () => issuer.stop(),
    );
    const token = await issuer.sign(subject, { alg: 'ES256' });
    expect(await viewerOf(server, token)).toHaveProperty('databaseId');
    issuer.withdraw('ES256');
    const pass = (ms: number) => {
      passed += ms;
    };
    return { issuer, server, token, pass };
  }

  it('is bad ten minutes after it was verified', async () => {
    const { server, token, pass } = await usedToken();

    pass(10 * MINUTE - 1);
    expect(await viewerOf(server, token)).toHaveProperty('databaseId');
    pass(1);
    expect(await answersTo(server, `Bearer ${token}`)).toEqual(BAD_TOKEN);
  });

  it('is bad as soon as other keys have come', async () => {
    const { issuer, server, token, pass } = await usedToken();
    const next = await generateKey('RS256', 'next');
    await issuer.publish(next);

    pass(MINUTE);
    expect(await viewerOf(server, await issuer.sign({ sub: 'another' }, { key: next }))).toHaveProperty('databaseId');
    expect(await answersTo(server, `Bearer ${token}`)).toEqual(BAD_TOKEN);
    expect(await viewerOf(server, await community())).toMatchObject({ databaseId: 7 });
  });
});

describe('the issuer', () => {
  it('is asked for new keys though the clock was set back by an hour', async () => {
    let clock = new Date();
    let passed = 0;
    const issuer = await startIssuer();
    const server = await startServer({ env: { OIDC_ISSUER: issuer.url }, now: () => clock, elapsed: () => passed });
    stops.push(
      () => server.stop(),
      () => issuer.stop(),
    );
    const times = { iat: Math.floor(clock.getTime() / 1000) - 7_200, exp: Math.floor(clock.getTime() / 1000) + 3_600 };
    expect(await viewerOf(server, await issuer.sign({ sub: 'before', ...times }))).toHaveProperty('databaseId');
    const next = await generateKey('RS256', 'next');
    await issuer.publish(next);

    clock = new Date(clock.getTime() - 3_600_000);
    passed += 30_000;

    expect(await viewerOf(server, await issuer.sign({ sub: 'after', ...times }, { key: next }))).toHaveProperty(
      'databaseId',
    );
  });

  it('is not believed when its discovery document is that of another', async () => {
    const issuer = await startIssuer({ discoveredAs: 'https://another.example' });
    const server = await serverWith({ OIDC_ISSUER: issuer.url });
    stops.push(() => issuer.stop());

    expect(await answersTo(server, `Bearer ${await issuer.sign(subject)}`)).toEqual(UNAVAILABLE);
    expect(issuer.jwksRequests()).toBe(0);
  });

  it('is asked for its keys once in 30 seconds, for 1,000 tokens that name unknown ones', async () => {
    let clock = new Date();
    const { asked, guarded } = await issuerAndServer(() => clock);
    const tokens = await unknownTokens(asked, 1_000);
    const statuses = async () => new Set(await inTurns(tokens, (token, index) => statusOf(guarded, token, index)));

    expect(await statuses()).toEqual(new Set([401]));
    expect([asked.discoveryRequests(), asked.jwksRequests()]).toEqual([1, 1]);

    clock = new Date(clock.getTime() + 29_999);
    expect(await statuses()).toEqual(new Set([401]));
    expect(await viewerOf(guarded, await asked.sign(subject))).toHaveProperty('databaseId');
    expect([asked.discoveryRequests(), asked.jwksRequests()]).toEqual([1, 1]);

    clock = new Date(clock.getTime() + 1);
    expect(await statuses()).toEqual(new Set([401]));
    expect([asked.discoveryRequests(), asked.jwksRequests()]).toEqual([1, 2]);
  });

  it('is asked once in 30 seconds while it fails, for 1,000 tokens', async () => {
    let clock = new Date();
    const { asked, guarded } = await issuerAndServer(() => clock);
    asked.fail(true);
    const tokens = await unknownTokens(asked, 1_000);

    for (const requests of [1, 2]) {
      expect(new Set(await inTurns(tokens, (token, index) => statusOf(guarded, token, index)))).toEqual(new Set([503]));
      expect([asked.discoveryRequests(), asked.jwksRequests()]).toEqual([requests, 0]);
      clock = new Date(clock.getTime() + 30_000);
    }
  });

  it.each([
    ['30 seconds', 30_000],
    ['11 minutes', 660_000],
  ])('may be gone for %s: known keys go on, and unknown ones are said to be unavailable', async (_span, ms) => {
    let clock = new Date();
    const { asked, guarded } = await issuerAndServer(() => clock);
    await viewerOf(guarded, await asked.sign({ ...subject, sub: 'before' }));
    asked.fail(true);
    const next = await generateKey('RS256', 'next');
    await asked.publish(next);
    clock = new Date(clock.getTime() + ms);

    const sign = (sub: string, key = asked.keys.RS256) => asked.sign({ sub }, { key });
    expect(await viewerOf(guarded, await sign('meanwhile'))).toHaveProperty('databaseId');
    expect(await answersTo(guarded, `Bearer ${await sign('new', next)}`)).toEqual(UNAVAILABLE);
    expect(await viewerOf(guarded, await sign('still'))).toHaveProperty('databaseId');
    expect(await viewerOf(guarded, await community())).toMatchObject({ databaseId: 7 });
    expect(asked.jwksRequests()).toBe(2);

    asked.fail(false);
    clock = new Date(clock.getTime() + 30_000);
    expect(await viewerOf(guarded, await sign('new', next))).toHaveProperty('databaseId');
    expect(await answersTo(guarded, `Bearer ${await asked.sign(subject, { kid: 'unknown' })}`)).toEqual(BAD_TOKEN);
    expect(asked.jwksRequests()).toBe(3);
  });

  it('is not waited for by those whose key is known', async () => {
    let clock = new Date();
    const { asked, guarded } = await issuerAndServer(() => clock);
    await viewerOf(guarded, await asked.sign(subject));
    clock = new Date(clock.getTime() + 31_000);
    asked.hang(true);

    const answered: string[] = [];
    const waiting = answersTo(guarded, `Bearer ${await asked.sign(subject, { kid: 'unknown' })}`);
    const noted = waiting.then(() => answered.push('with an unknown key'));
    expect(await viewerOf(guarded, await asked.sign({ sub: 'in a hurry' }))).toHaveProperty('databaseId');
    answered.push('in a hurry');
    await noted;
    expect(answered).toEqual(['in a hurry', 'with an unknown key']);
    asked.hang(false);
    expect(await waiting).toEqual(UNAVAILABLE);
  });

  it.each(['', '/'])('is found by its discovery document, asked for once, when its name ends in %j', async (slash) => {
    const found = await startIssuer();
    onTestFinished(() => found.stop());
    const finder = await serverWith({ OIDC_ISSUER: found.url + slash });
    const tokens = await Promise.all(['a', 'b', 'c'].map((sub) => found.sign({ sub })));

    for (const token of tokens) expect(await viewerOf(finder, token)).toHaveProperty('databaseId');

    expect([found.discoveryRequests(), found.jwksRequests()]).toEqual([1, 1]);
  });

  it.each(['fails', 'is gone'])('is waited for, and nobody refused, when it %s', async (how) => {
    let clock = new Date();
    const down = await startIssuer();
    onTestFinished(() => (how === 'is gone' ? undefined : down.stop()));
    const [direct, finder] = await Promise.all([
      serverWith({ OIDC_ISSUER: down.url, OIDC_JWKS_URL: down.jwksUrl }, () => clock),
      serverWith({ OIDC_ISSUER: down.url }, () => clock),
    ]);
    const token = await down.sign({ ...subject, exp: Math.floor(clock.getTime() / 1000) + 3600 });
    if (how === 'fails') down.fail(true);
    else await down.stop();

    for (const waiting of [direct, finder]) {
      expect(await answersTo(waiting, `Bearer ${token}`)).toEqual(UNAVAILABLE);
      expect(await viewerOf(waiting, await community())).toMatchObject({ databaseId: 7 });
    }
    if (how === 'is gone') return;
    down.fail(false);
    clock = new Date(clock.getTime() + 31_000);
    for (const waiting of [direct, finder]) expect(await viewerOf(waiting, token)).toHaveProperty('databaseId');
  });
});
