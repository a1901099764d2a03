import { afterAll, describe, expect, it } from 'vitest';
import { issuerKeys } from '../../src/auth/keys.ts';
import { type Issuer, startIssuer } from '../support/issuer.ts';
import { startOwnProcess } from '../support/processes.ts';
import { startServer } from '../support/server.ts';
import { answersTo, community, TOKEN_DOORS, UNAVAILABLE, viewerOf } from '../support/tokens.ts';

const stops: (() => Promise<void>)[] = [];
afterAll(async () => {
  for (const stop of stops) await stop();
});

async function started(selfSigned = false): Promise<Issuer> {
  const issuer = await startIssuer({ selfSigned });
  stops.push(() => issuer.stop());
  return issuer;
}

const html = { 'content-type': 'text/html' };

/** Issuers that cannot be asked, and what the log is to say of each. */
const FAILURES: readonly (readonly [string, RegExp, () => Promise<Issuer>])[] = [
  ['has a certificate that nobody trusts', /self-signed certificate/, () => started(true)],
  [
    'cannot be reached',
    /ECONNREFUSED/,
    async () => {
      const gone = await startIssuer();
      await gone.stop();
      return gone;
    },
  ],
  [
    'answers 301',
    /answered 301, to "https:\/\/id\.example\/"/,
    () => answering(301, { location: 'https://id.example/' }),
  ],
  ['answers 500', /answered 500/, () => answering(500)],
  ['answers with a page', /is not JSON/, () => answering(200, html, '<!doctype html><title>Sign in</title>')],
  ['answers with nothing', /is not JSON/, () => answering(200)],
  ['answers with another document', /jwks_uri/, () => answering(200, {}, '{"issuer":"https://id.example"}')],
  ['answers with too much', /more than 1048576 bytes/, () => answering(200, {}, `"${'a'.repeat(2 ** 20)}"`)],
];

async function answering(status: number, headers: Readonly<Record<string, string>> = {}, body = ''): Promise<Issuer> {
  const issuer = await started();
  issuer.answerWith(status, headers, body);
  return issuer;
}

describe('while the issuer', () => {
  it.each(FAILURES)(
    '%s, tokens are unavailable and the cause is told once in 30 seconds',
    async (_how, cause, start) => {
      let passed = 0;
      const told: string[] = [];
      const { url, sign } = await start();
      const failed = (error: unknown) => told.push(wholeMessage(error));
      const keys = issuerKeys({ issuer: url, jwksUrl: null, elapsed: () => passed, failed });
      const token = await sign({ sub: 'someone' });
      const ask = () => Promise.allSettled(Array.from({ length: 5 }, () => keys.verify(token, 'rs256')));

      for (const ms of [0, 29_999, 1]) {
        passed += ms;
        expect(new Set((await ask()).map(({ status }) => status))).toEqual(new Set(['rejected']));
      }

      expect(told).toEqual([expect.stringMatching(cause), expect.stringMatching(cause)]);
      expect(told[0]).toContain(url);
    },
  );

  it('cannot be reached, every door says 503 and when to try again, and the log has one line with the cause', async () => {
    const issuer = await started(true);
    const server = await startOwnProcess({ OIDC_ISSUER: issuer.url, LOG_LEVEL: 'warn' });
    stops.push(() => server.remove());
    const authorization = `Bearer ${await issuer.sign({ sub: 'someone' })}`;
    for (const [, ask] of TOKEN_DOORS) {
      const { status, headers } = await ask(server, { authorization });
      expect([status, headers.get('retry-after')]).toEqual([503, '30']);
    }
    await server.end('SIGTERM');

    const lines = server
      .output()
      .split('\n')
      .filter((line) => line.includes('OpenID tokens cannot be checked'));
    expect(lines).toEqual([expect.stringMatching(/could not be fetched: fetch failed: self-signed certificate/)]);
  });

  it('publishes no key that can be used, that is told, and its tokens are bad', async () => {
    const told: string[] = [];
    const issuer = await started();
    issuer.publishInstead(null, { kty: 'oct', k: 'c2VjcmV0' });
    const failed = (error: unknown) => told.push(wholeMessage(error));
    const keys = issuerKeys({ issuer: issuer.url, jwksUrl: issuer.jwksUrl, elapsed: () => 0, failed });

    expect(await keys.verify(await issuer.sign({ sub: 'someone' }), 'rs256')).toBe(null);
    expect(told).toEqual([`${issuer.url} publishes no key that can be used`]);
  });

  it.each(['null', '[]', '{}', '{"keys":{}}', '{"keys":null}', '5'])(
    'has %s for its keys, they are unavailable',
    async (body) => {
      const issuer = await answering(200, {}, body);
      const server = await startServer({ env: { OIDC_ISSUER: issuer.url, OIDC_JWKS_URL: issuer.jwksUrl } });
      stops.push(() => server.stop());

      expect(await answersTo(server, `Bearer ${await issuer.sign({ sub: 'someone' })}`)).toEqual(UNAVAILABLE);
      expect(await viewerOf(server, await community())).toMatchObject({ databaseId: 7 });
    },
  );
});

/** With those of its causes. */
function wholeMessage(error: unknown): string {
  return error instanceof Error ? [error.message, wholeMessage(error.cause)].filter(Boolean).join(': ') : '';
}
