import { createHash, KeyObject, sign as signBytes } from 'node:crypto';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { CompactEncrypt, CompactSign, EncryptJWT, exportJWK, exportSPKI, SignJWT } from 'jose';
import { afterAll, describe, expect, it } from 'vitest';
import { ALGORITHMS, type Algorithm, generateKey, type IssuerKey, startIssuer } from '../support/issuer.ts';
import { SECRET, startServer } from '../support/server.ts';
import {
  ACCEPTED,
  answersTo,
  BAD_TOKEN,
  base64url,
  byHand,
  bytes,
  community,
  communityClaims,
  unsigned,
  withSignature,
} from '../support/tokens.ts';

const [issuer, stranger] = await Promise.all([startIssuer(), generateKey('RS256')]);
/** A server of the attacker's, who wants to be asked for keys. */
const requests: string[] = [];
const trap = createServer(async ({ url = '' }, response) => {
  requests.push(url);
  const key = { ...(await exportJWK(stranger.publicKey)), kid: 'stranger', alg: 'RS256' };
  response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify({ keys: [key] }));
}).listen(0, '127.0.0.1');
await once(trap, 'listening');
const trapUrl = `http://127.0.0.1:${(trap.address() as AddressInfo).port}`;
const server = await startServer({
  env: { OIDC_ISSUER: issuer.url, OIDC_JWKS_URL: issuer.jwksUrl, OIDC_AUDIENCE: 'guild' },
});
afterAll(async () => {
  await Promise.all([server.stop(), issuer.stop()]);
  trap.close();
});

const subject = { sub: 'someone', aud: 'guild' };
const openIdClaims = () => ({ iss: issuer.url, ...communityClaims(subject), user_id: undefined });
const rsaKey = issuer.keys.RS256;
const [spki, jwk] = [await exportSPKI(rsaKey.publicKey), await exportJWK(rsaKey.publicKey)];

/** Says HS256 and the name of the issuer's RSA key, and is signed with `secret`. */
const bySecret = (secret: string | Uint8Array) => byHand({ alg: 'HS256', kid: 'rs256' }, openIdClaims(), secret);
const byStranger = (header: Readonly<Record<string, unknown>>) =>
  issuer.sign(subject, { key: stranger, kid: 'stranger', header });

/** Signed with the private key of the issuer, over whatever is there to sign. */
function byKey(
  { privateKey }: IssuerKey,
  hash: string | null,
  header: object,
  payload = JSON.stringify(openIdClaims()),
) {
  const signed = `${base64url(JSON.stringify(header))}.${base64url(payload)}`;
  return `${signed}.${signBytes(hash, bytes(signed), KeyObject.from(privateKey)).toString('base64url')}`;
}

type Change = (parts: { header: string; payload: string; signature: string }) => string;

/** Good tokens of both kinds, each with the same done to it. */
async function spoilt(change: Change): Promise<string[]> {
  const good = [await community(), await issuer.sign(subject), await issuer.sign(subject, { alg: 'ES256' })];
  return good.map((token) => {
    const [header = '', payload = '', signature = ''] = token.split('.');
    return change({ header, payload, signature });
  });
}

const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';
/** Means the same bytes: the last character differs in bits that none of them has. */
const otherSpelling = (part: string) => part.slice(0, -1) + ALPHABET[ALPHABET.indexOf(part.slice(-1)) ^ 1];
const joined: Change = ({ header, payload, signature }) => `${header}.${payload}.${signature}`;
/** A length that leaves bits over. */
const claimsWithRoom = () => {
  const text = JSON.stringify(communityClaims());
  return text.length % 3 === 0 ? `${text} ` : text;
};

const PLAIN = base64url('{"alg":"HS256"}');

const KIDS = [
  '../../../../dev/null',
  '/dev/null',
  'file:///dev/null',
  "rs256' OR '1'='1",
  "x' UNION SELECT 'secret' --",
  'rs256; DROP TABLE users',
  '$(id)',
  '|cat /etc/passwd',
  'rs256\u0000',
  'RS256',
  ' rs256',
  '',
  '__proto__',
  'constructor',
  'k'.repeat(4096),
];
const NO_TEXT_KIDS = [5, null, true, ['rs256'], { kid: 'rs256' }];

/** Parameters of a header that would name or bring a key, were they believed. */
const KEYS_BROUGHT: Readonly<Record<string, () => Promise<Readonly<Record<string, unknown>>>>> = {
  jwk: async () => ({ jwk: await exportJWK(stranger.publicKey) }),
  jku: async () => ({ jku: `${trapUrl}/jku` }),
  'jku with the name of the issuer in it': async () => ({ jku: `${trapUrl}/?${issuer.jwksUrl}` }),
  x5u: async () => ({ x5u: `${trapUrl}/x5u` }),
  x5c: async () => ({ x5c: [Buffer.from(await exportSPKI(stranger.publicKey)).toString('base64')] }),
  x5t: async () => ({ x5t: createHash('sha1').update(spki).digest('base64url') }),
  iss: async () => ({ iss: issuer.url }),
};

const encrypted = { alg: 'dir', enc: 'A256GCM' } as const;
const secretKey = createHash('sha256').update(SECRET).digest();

const HOSTILE: Readonly<Record<string, () => string | string[] | Promise<string | string[]>>> = {
  'is unsigned, however it spells that': () =>
    ['none', 'None', 'NONE', 'nOnE', ' none', 'none\u0000', ''].flatMap((alg) => [
      unsigned({ alg }, communityClaims()),
      unsigned({ alg }, openIdClaims()),
      unsigned({ alg, kid: 'rs256' }, openIdClaims(), 'c2lnbmVk'),
    ]),
  'is unsigned, without the last dot': () => unsigned({ alg: 'none' }, communityClaims()).slice(0, -1),
  'names no algorithm, or none that is text': () =>
    [undefined, null, 0, true, ['HS256'], { alg: 'HS256' }].map((alg) => byHand({ alg }, communityClaims())),
  'spells its algorithm otherwise': () =>
    ['hs256', 'Hs256', 'HS256 ', ' HS256', 'HS-256', 'HS256\u0000'].map((alg) => byHand({ alg }, communityClaims())),
  'names its algorithm twice, none at the end': () => byHand('{"alg":"HS256","alg":"none"}', communityClaims()),
  'is signed by HS256 with a public key of the issuer': () =>
    [spki, spki.trim(), spki.replaceAll('\n', ''), `${spki}\n`, JSON.stringify(jwk), jwk.n ?? ''].map(bySecret),
  'is signed by HS256 with a public key as bytes': () =>
    [KeyObject.from(rsaKey.publicKey).export({ type: 'spki', format: 'der' })].map(bySecret),
  'is signed with another secret': () => community({}, `${SECRET}!`),
  'is signed with a weak secret, or an empty one': () =>
    ['', ' ', '\u0000', '\u0000'.repeat(32), 'secret', 'changeme', 'undefined', 'null', SECRET.slice(0, -1)].map(
      (secret) => byHand({ alg: 'HS256', typ: 'JWT' }, communityClaims(), secret),
    ),
  'is signed with the secret by HS384 or HS512': () =>
    Promise.all(
      ['HS384', 'HS512'].map((alg) =>
        new SignJWT(communityClaims()).setProtectedHeader({ alg }).sign(bytes(SECRET.repeat(2))),
      ),
    ),
  'is signed by the issuer with an algorithm that is not accepted': () =>
    ['384', '512'].map((size) => byKey(rsaKey, `sha${size}`, { alg: `RS${size}`, kid: 'rs256' })),
  'names the key of another algorithm': () =>
    Promise.all(
      ALGORITHMS.flatMap((alg: Algorithm) =>
        ALGORITHMS.filter((other) => other !== alg).map((other) =>
          issuer.sign(subject, { alg, kid: issuer.keys[other].kid }),
        ),
      ),
    ),
  'is of a type that is no access token': async () => {
    const types = ['JWE', 'dpop+jwt', 'secevent+jwt', 'logout+jwt', 'id_token', 'application/json', '', 'refresh+jwt'];
    const openId = await Promise.all(types.map((typ) => issuer.sign(subject, { typ })));
    return [...openId, ...types.map((typ) => byHand({ alg: 'HS256', typ }, communityClaims()))];
  },
  'is of a type that is no text': () =>
    [5, null, ['JWT'], {}].map((typ) => byHand({ alg: 'HS256', typ }, communityClaims())),
  'wants something critical that nobody knows': async () => [
    await new CompactSign(bytes(JSON.stringify(communityClaims())))
      .setProtectedHeader({ alg: 'HS256', crit: ['urn:unknown'], 'urn:unknown': true })
      .sign(bytes(SECRET), { crit: { 'urn:unknown': true } }),
    byKey(rsaKey, 'sha256', { alg: 'RS256', kid: 'rs256', crit: ['exp'], exp: 1 }),
  ],
  'has a crit that is no list of names': () =>
    [[], ['alg'], ['missing'], [5], 'exp', {}, null, true].map((crit) =>
      byHand({ alg: 'HS256', crit }, communityClaims()),
    ),
  'has a payload that is not encoded (b64)': () => {
    const header = base64url(JSON.stringify({ alg: 'HS256', b64: false, crit: ['b64'] }));
    return [JSON.stringify(communityClaims()), base64url(JSON.stringify(communityClaims()))].map((payload) =>
      withSignature(`${header}.${payload}`),
    );
  },
  ...Object.fromEntries(
    Object.entries(KEYS_BROUGHT).map(([name, header]) => [
      `brings its own key or where it is: ${name}`,
      async () => [
        await byStranger(await header()),
        await issuer.sign(subject, { key: stranger, kid: null, header: { ...(await header()) } }),
        byHand({ alg: 'HS256', ...(await header()) }, communityClaims(), 'stranger'),
      ],
    ]),
  ),
  'tries to get out of what a kid is for': () => [
    ...KIDS.flatMap((kid) =>
      ['', '\u0000', 'secret'].map((key) => byHand({ alg: 'HS256', kid }, communityClaims(), key)),
    ),
    ...KIDS.map((kid) => byKey(stranger, 'sha256', { alg: 'RS256', kid })),
    ...NO_TEXT_KIDS.map((kid) => byKey(stranger, 'sha256', { alg: 'RS256', kid })),
  ],
  'is signed by a stranger in the name of a known key': () => issuer.sign(subject, { key: stranger, kid: 'rs256' }),
  'names an unknown key': () => issuer.sign(subject, { kid: 'unknown' }),
  'has the claims of another': async () => {
    const other = base64url(JSON.stringify(communityClaims({ user_id: 8 })));
    return spoilt(({ header, signature }) => `${header}.${other}.${signature}`);
  },
  'has lost its signature, or some of it': async () =>
    [
      await spoilt(({ header, payload }) => `${header}.${payload}.`),
      await spoilt(({ header, payload }) => `${header}.${payload}`),
      await spoilt((parts) => joined({ ...parts, signature: parts.signature.slice(0, -1) })),
      await spoilt((parts) => joined({ ...parts, signature: parts.signature.slice(0, 22) })),
    ].flat(),
  'has a signature that goes on': () => spoilt((parts) => `${joined(parts)}AAAA`),
  'has a signature of nothing but zeros': () =>
    spoilt((parts) => joined({ ...parts, signature: 'A'.repeat(parts.signature.length) })),
  'is signed by ES256 in the notation of certificates': () =>
    byKey(issuer.keys.ES256, 'sha256', { alg: 'ES256', kid: 'es256' }),
  'spells its signature otherwise': () =>
    spoilt((parts) => joined({ ...parts, signature: otherSpelling(parts.signature) })),
  'spells its claims otherwise': () => {
    const [header = '', payload = ''] = byHand({ alg: 'HS256' }, claimsWithRoom()).split('.');
    return withSignature(`${header}.${otherSpelling(payload)}`);
  },
  'has padding': async () => [
    ...(await spoilt((parts) => joined({ ...parts, signature: `${parts.signature}=` }))),
    ...(await spoilt((parts) => joined({ ...parts, signature: `${parts.signature}==` }))),
    ...[1, 2].map((more) => withSignature(`${PLAIN}.${base64url(claimsWithRoom())}${'='.repeat(more)}`)),
  ],
  'is in the other base64': () => {
    const claims = Buffer.from(JSON.stringify(communityClaims({ name: '>>>???~~~ÿÿÿ' }))).toString('base64');
    return withSignature(`${PLAIN}.${claims.replaceAll('=', '')}`);
  },
  'is encrypted': async () => [
    'eyJhbGciOiJkaXIiLCJlbmMiOiJBMTI4R0NNIn0.a.b.c.d',
    await new EncryptJWT(communityClaims()).setProtectedHeader(encrypted).encrypt(secretKey),
    await new CompactEncrypt(bytes(await community()))
      .setProtectedHeader({ ...encrypted, cty: 'JWT' })
      .encrypt(secretKey),
  ],
  'has a token in it': async () => [
    byHand({ alg: 'HS256', cty: 'JWT' }, await community()),
    byKey(rsaKey, 'sha256', { alg: 'RS256', kid: 'rs256', cty: 'JWT' }, await issuer.sign(subject)),
  ],
  'is signed, but no claims': () =>
    ['hello', '[]', 'null', '7', '""', '{', '', '{}', '\ufeff{}'].map((text) => byHand({ alg: 'HS256' }, text)),
  'has a header that is none': () =>
    ['', '[]', 'null', '"HS256"', '{', '{}'].map((header) => byHand(header, communityClaims())),
  'is two tokens': async () => [
    `${await community()}.${await community()}`,
    `${await community()}${await community()}`,
  ],
  'is a word, or dots': () => ['token', 'a.b.c', '.', '..', '...', '....', '~', '+/='],
};

describe('a token is refused at every door', () => {
  it.each(Object.keys(HOSTILE))('when it %s', async (what) => {
    const tokens = [(await HOSTILE[what]?.()) ?? []].flat();

    for (const token of tokens) expect([token, await answersTo(server, `Bearer ${token}`)]).toEqual([token, BAD_TOKEN]);
    expect(tokens).not.toEqual([]);
    expect(requests, 'what the trap was asked').toEqual([]);
  });

  it('in more than 20 kinds, none of which is made of a token that was bad before', async () => {
    const good = [
      await community(),
      byHand({ alg: 'HS256' }, communityClaims()),
      byHand({ alg: 'HS256' }, claimsWithRoom()),
    ];
    good.push(
      await issuer.sign(subject),
      byKey(rsaKey, 'sha256', { alg: 'RS256', kid: 'rs256' }),
      ...(await spoilt(joined)),
    );

    for (const token of good) {
      const answers = await answersTo(server, `Bearer ${token}`);
      expect(answers.map(({ status }) => status)).toEqual(ACCEPTED);
    }
    expect(Object.keys(HOSTILE).length).toBeGreaterThanOrEqual(20);
  });
});
