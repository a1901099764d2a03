import { createServer, type RequestListener, type ServerResponse } from 'node:http';
import { createServer as createSecureServer } from 'node:https';
import { type CryptoKey, exportJWK, generateKeyPair, type JWK, type JWTPayload, SignJWT } from 'jose';
import { SELF_SIGNED } from './self-signed.ts';

/** The algorithms that the issuer has a published key for; the key id is the same word in lower case. */
export const ALGORITHMS = ['RS256', 'PS256', 'ES256', 'EdDSA'] as const;
export type Algorithm = (typeof ALGORITHMS)[number];

export interface IssuerKey {
  readonly alg: Algorithm;
  readonly kid: string;
  readonly privateKey: CryptoKey;
  readonly publicKey: CryptoKey;
}

export interface SignOptions {
  readonly alg?: Algorithm;
  /** The key id that the header names: that of the key when left out, none when null. */
  readonly kid?: string | null;
  /** The key that signs; of `alg`, whatever else the header says. */
  readonly key?: IssuerKey;
  /** The header's `typ`; none when left out. */
  readonly typ?: string;
  /** Any other header parameters. */
  readonly header?: Readonly<Record<string, unknown>>;
}

export interface Issuer {
  /** What `iss` says, without a trailing slash. */
  readonly url: string;
  readonly jwksUrl: string;
  readonly keys: Readonly<Record<Algorithm, IssuerKey>>;
  /** How often the keys were asked for. */
  jwksRequests(): number;
  /** How often the discovery document was asked for. */
  discoveryRequests(): number;
  /** A token of `claims` over `iss`, `iat` and `exp` (in an hour); a claim that is undefined is left out. */
  sign(claims: JWTPayload, options?: SignOptions): Promise<string>;
  /** Adds a key to those that are published: what an issuer does when it changes its keys. */
  publish(key: IssuerKey): Promise<void>;
  /** Publishes a key no longer. */
  withdraw(alg: Algorithm): void;
  /** Publishes these instead of all keys, whatever they are. */
  publishInstead(...keys: readonly unknown[]): void;
  /** Gives this answer to everything from now on. */
  answerWith(status: number, headers: Readonly<Record<string, string>>, body: string): void;
  /** Answers 503 to everything from now on, or no longer. */
  fail(failing: boolean): void;
  /** Leaves all requests open from now on; or no longer, and cuts those off. */
  hang(hanging: boolean): void;
  stop(): Promise<void>;
}

export interface IssuerOptions {
  /** What its discovery document says its name is; the truth when null. */
  readonly discoveredAs?: string | null;
  /** Speaks HTTPS with a certificate that nobody trusts. */
  readonly selfSigned?: boolean;
}

/** A real OpenID issuer on a free port: a discovery document, keys, and tokens signed with them. */
export async function startIssuer({ discoveredAs = null, selfSigned = false }: IssuerOptions = {}): Promise<Issuer> {
  const [rs256, ps256, es256, edDsa] = await Promise.all([
    generateKey('RS256'),
    generateKey('PS256'),
    generateKey('ES256'),
    generateKey('EdDSA'),
  ]);
  const keys = { RS256: rs256, PS256: ps256, ES256: es256, EdDSA: edDsa };
  let published: unknown[] = await Promise.all(Object.values(keys).map(publicJwk));
  let instead: ((response: ServerResponse) => void) | null = null;
  const requests = { jwks: 0, discovery: 0 };
  let failing = false;
  let hanging = false;

  const listener: RequestListener = ({ url: path }, response) => {
    if (path === '/jwks.json') requests.jwks += 1;
    if (path === '/.well-known/openid-configuration') requests.discovery += 1;
    if (hanging) return undefined;
    if (instead !== null) return instead(response);
    if (failing) return answer(response, 503, { error: 'temporarily_unavailable' });
    if (path === '/jwks.json') return answer(response, 200, { keys: published });
    if (path === '/.well-known/openid-configuration')
      return answer(response, 200, {
        ...discoveryDocument(url),
        ...(discoveredAs !== null && { issuer: discoveredAs }),
      });
    return answer(response, 404, { error: 'not_found' });
  };
  const server = selfSigned ? createSecureServer(SELF_SIGNED, listener) : createServer(listener);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('the issuer listens on no port');
  const url = `${selfSigned ? 'https' : 'http'}://127.0.0.1:${address.port}`;

  return {
    url,
    jwksUrl: `${url}/jwks.json`,
    keys,
    jwksRequests: () => requests.jwks,
    discoveryRequests: () => requests.discovery,
    sign: (claims, { alg = 'RS256', key = keys[alg], kid = key.kid, typ, header } = {}) => {
      const now = Math.floor(Date.now() / 1000);
      return new SignJWT({ iss: url, iat: now, exp: now + 3600, ...claims })
        .setProtectedHeader({ alg, ...(kid !== null && { kid }), ...(typ !== undefined && { typ }), ...header })
        .sign(key.privateKey);
    },
    async publish(key) {
      published.push(await publicJwk(key));
    },
    withdraw(alg) {
      published.splice(ALGORITHMS.indexOf(alg), 1);
    },
    publishInstead(...others) {
      published = [...others];
    },
    answerWith(status, headers, body) {
      instead = (response) => response.writeHead(status, headers).end(body);
    },
    fail(next) {
      failing = next;
    },
    hang(next) {
      hanging = next;
      if (!next) server.closeAllConnections();
    },
    async stop() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

/** A new key pair, which no issuer has published yet. */
export async function generateKey(alg: Algorithm, kid: string = alg.toLowerCase()): Promise<IssuerKey> {
  return { alg, kid, ...(await generateKeyPair(alg, { extractable: true })) };
}

export async function publicJwk({ alg, kid, publicKey }: IssuerKey): Promise<JWK> {
  return { ...(await exportJWK(publicKey)), alg, kid, use: 'sig' };
}

function discoveryDocument(issuer: string) {
  return {
    issuer,
    jwks_uri: `${issuer}/jwks.json`,
    response_types_supported: ['code'],
    subject_types_supported: ['public'],
    id_token_signing_alg_values_supported: ALGORITHMS,
  };
}

function answer(response: ServerResponse, status: number, body: unknown): void {
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
}
