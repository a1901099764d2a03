import { generateKeyPairSync } from 'node:crypto';
import { exportJWK, type JWK } from 'jose';
import { afterAll, describe, expect, it } from 'vitest';
import { generateKey, type Issuer, publicJwk, startIssuer } from '../support/issuer.ts';
import { startServer } from '../support/server.ts';
import { answersTo, BAD_TOKEN, viewerOf } from '../support/tokens.ts';

const stops: (() => Promise<void>)[] = [];
afterAll(async () => {
  for (const stop of stops) await stop();
});

const subject = { sub: 'someone' };
const [other, another] = await Promise.all([generateKey('RS256', 'other'), generateKey('RS256', 'another')]);

/** A server whose issuer publishes these beside or instead of its own RSA key, which is `good`. */
async function serverOf(keysOf: (good: JWK) => readonly unknown[] | Promise<readonly unknown[]>) {
  let passed = 0;
  const issuer = await startIssuer();
  issuer.publishInstead(...(await keysOf(await publicJwk(issuer.keys.RS256))));
  const server = await startServer({ env: { OIDC_ISSUER: issuer.url }, elapsed: () => passed });
  stops.push(
    () => server.stop(),
    () => issuer.stop(),
  );
  const pass = (ms: number) => {
    passed += ms;
  };
  return { issuer, server, pass };
}

const nameless = ({ kid: _kid, ...jwk }: JWK): JWK => jwk;
const signNameless = (issuer: Issuer) => issuer.sign(subject, { kid: null });
const short = generateKeyPairSync('rsa', { modulusLength: 1024 }).publicKey.export({ format: 'jwk' });

/** What stands in sets beside the key that is meant. */
const STRANGE: Readonly<Record<string, readonly unknown[]>> = {
  'values that are no keys': [null, 5, 'key', [], {}, true],
  'a key of no known kind': [{ kty: 'AKP', alg: 'ML-DSA-44', pub: 'AA' }, { kty: 'XYZ' }, { kty: 5 }],
  'a key for encryption': [{ ...(await exportJWK(other.publicKey)), use: 'enc' }],
  'a secret key': [{ kty: 'oct', k: 'c2VjcmV0', kid: 'rs256', alg: 'RS256' }],
  'keys that are not whole': [
    { kty: 'RSA', kid: 'rs256', alg: 'RS256' },
    { kty: 'RSA', kid: 'rs256', n: '!', e: 'AQAB' },
    { kty: 'EC', crv: 'P-256', x: 'AA', y: 'AA' },
    { kty: 'RSA', kid: 'rs256', n: 'A'.repeat(100_000), e: 'AQAB' },
  ],
  'a key that is too short': [{ ...short, kid: 'rs256' }],
};

describe('a token is taken', () => {
  it.each(Object.keys(STRANGE))('when its key stands beside %s', async (what) => {
    const { server, issuer } = await serverOf((good) => [...(STRANGE[what] ?? []), good]);

    expect(await viewerOf(server, await issuer.sign(subject))).toHaveProperty('databaseId');
    expect(await viewerOf(server, await signNameless(issuer))).toHaveProperty('databaseId');
  });

  it('when its key has null for what it does not say', async () => {
    const { server, issuer } = await serverOf((good) => [{ ...good, use: null, alg: null, key_ops: null, d: null }]);

    expect(await viewerOf(server, await issuer.sign(subject))).toHaveProperty('databaseId');
  });

  it('when its key is published twice', async () => {
    const { server, issuer } = await serverOf((good) => [good, good]);

    expect(await viewerOf(server, await issuer.sign(subject))).toHaveProperty('databaseId');
  });

  it('when another key has the same name', async () => {
    const { server, issuer } = await serverOf(async (good) => [{ ...(await publicJwk(other)), kid: good.kid }, good]);

    expect(await viewerOf(server, await issuer.sign(subject))).toHaveProperty('databaseId');
  });

  it('when it names no key, and several fit', async () => {
    const { server, issuer } = await serverOf(async (good) => [await publicJwk(other), nameless(good)]);

    expect(await viewerOf(server, await signNameless(issuer))).toHaveProperty('databaseId');
    const byStranger = await issuer.sign(subject, { key: another, kid: null });
    expect(await answersTo(server, `Bearer ${byStranger}`)).toEqual(BAD_TOKEN);
  });

  it('when it names no key, and the one that signed it is new', async () => {
    const { server, issuer, pass } = await serverOf((good) => [nameless(good)]);
    expect(await viewerOf(server, await signNameless(issuer))).toHaveProperty('databaseId');
    issuer.publishInstead(nameless(await publicJwk(another)));
    const token = await issuer.sign(subject, { key: another, kid: null });

    expect(await answersTo(server, `Bearer ${token}`)).toEqual(BAD_TOKEN);
    pass(30_000);
    expect(await viewerOf(server, token)).toHaveProperty('databaseId');
  });
});

describe('a token is refused', () => {
  it('when its private key was published', async () => {
    const { server, issuer } = await serverOf(async () => []);
    issuer.publishInstead({ ...(await exportJWK(issuer.keys.RS256.privateKey)), kid: 'rs256' });

    expect(await answersTo(server, `Bearer ${await issuer.sign(subject)}`)).toEqual(BAD_TOKEN);
  });

  it('when its key is the 101st', async () => {
    const { server, issuer } = await serverOf((good) => [...Array.from({ length: 100 }, () => null), good]);

    expect(await answersTo(server, `Bearer ${await issuer.sign(subject)}`)).toEqual(BAD_TOKEN);
  });

  it('when it names no key, and the one that signed it is the 21st that fits', async () => {
    const { server, issuer } = await serverOf(async (good) => {
      const decoy = await publicJwk(other);
      return [...Array.from({ length: 20 }, () => decoy), good];
    });

    expect(await answersTo(server, `Bearer ${await signNameless(issuer)}`)).toEqual(BAD_TOKEN);
    expect(await viewerOf(server, await issuer.sign(subject))).toHaveProperty('databaseId');
  });
});
