import type { JSONWebKeySet, JWTVerifyGetKey } from 'jose';
import * as errors from 'jose/errors';
import { createLocalJWKSet } from 'jose/jwks/local';
import { createRemoteJWKSet } from 'jose/jwks/remote';
import { z } from 'zod';

const TIMEOUT_MS = 5_000;
/** An issuer is asked for its keys at most this often, whatever key ids tokens name and whether or not it answers. */
const COOLDOWN_MS = 30_000;
/** After so long the keys are asked for again, though none is missing: one may have been withdrawn. */
const MAX_AGE_MS = 600_000;

/** The issuer could not be asked for its keys: nobody's fault but the network's. */
export class KeysUnavailable extends Error {
  override name = 'KeysUnavailable';
}

export interface IssuerKeys {
  readonly find: JWTVerifyGetKey;
  /** Another number whenever other keys came: what was verified by those before is to be verified again. */
  generation(): number;
}

export interface IssuerSettings {
  readonly issuer: string;
  /** Null to ask the issuer's discovery document. */
  readonly jwksUrl: string | null;
  /** Milliseconds, by a clock that never goes back. */
  readonly elapsed: () => number;
  /** Told why the keys could not be fetched. */
  readonly failed: (cause: unknown) => void;
}

/**
 * The signing keys of one issuer, fetched when first needed, when a token names a new one, and when they are old.
 * While the issuer does not answer, the keys that are known go on.
 */
export function issuerKeys({ issuer, jwksUrl, elapsed, failed }: IssuerSettings): IssuerKeys {
  let url = jwksUrl;
  let published = '';
  let generation = 0;
  let known: JWTVerifyGetKey | null = null;
  let fetchedAt = Number.NEGATIVE_INFINITY;
  let askedAt = Number.NEGATIVE_INFINITY;
  let failure: KeysUnavailable | null = null;
  let asking: Promise<void> | null = null;

  const since = (moment: number): number => elapsed() - moment;

  const learn = (keys: JSONWebKeySet): void => {
    const text = JSON.stringify(keys);
    if (text === published) return;
    published = text;
    if (known !== null) generation += 1;
    known = createLocalJWKSet(keys);
  };

  const ask = async (): Promise<void> => {
    askedAt = elapsed();
    try {
      url ??= await discover(issuer);
      const remote = createRemoteJWKSet(new URL(url), { timeoutDuration: TIMEOUT_MS });
      await remote.reload();
      learn(remote.jwks() ?? { keys: [] });
      fetchedAt = askedAt;
      failure = null;
    } catch (cause) {
      failure = new KeysUnavailable(`the keys of ${issuer} could not be fetched`, { cause });
      failed(failure);
    }
  };

  /** Asks the issuer, unless that was done only just. */
  const refresh = async (): Promise<void> => {
    if (asking === null && since(askedAt) >= COOLDOWN_MS) {
      asking = ask().finally(() => {
        asking = null;
      });
    }
    await asking;
  };

  const find: JWTVerifyGetKey = async (header, token) => {
    if (known === null) throw new errors.JWKSNoMatchingKey();
    try {
      return await known(header, token);
    } catch (cause) {
      throw isAboutToken(cause) ? cause : new KeysUnavailable(`a key of ${issuer} is of no use`, { cause });
    }
  };

  const findFresh: JWTVerifyGetKey = async (header, token) => {
    if (since(fetchedAt) >= MAX_AGE_MS) await refresh();
    try {
      return await find(header, token);
    } catch (cause) {
      if (!(cause instanceof errors.JWKSNoMatchingKey)) throw cause;
    }

    await refresh();
    try {
      return await find(header, token);
    } catch (cause) {
      // What is unknown now may be a new key.
      throw failure !== null && cause instanceof errors.JWKSNoMatchingKey ? failure : cause;
    }
  };

  return { find: findFresh, generation: () => generation };
}

function isAboutToken(cause: unknown): boolean {
  return (
    cause instanceof errors.JWKSNoMatchingKey ||
    cause instanceof errors.JWKSMultipleMatchingKeys ||
    cause instanceof errors.JOSENotSupported
  );
}

const discoveryDocument = z.object({ issuer: z.string(), jwks_uri: z.url({ protocol: /^https?$/ }) });

async function discover(issuer: string): Promise<string> {
  const url = `${bareIssuer(issuer)}/.well-known/openid-configuration`;
  const response = await fetch(url, { signal: AbortSignal.timeout(TIMEOUT_MS), redirect: 'error' });
  if (!response.ok) throw new Error(`${url} answered ${response.status}`);
  const found = discoveryDocument.parse(await response.json());
  if (bareIssuer(found.issuer) !== bareIssuer(issuer)) throw new Error(`${url} is of another issuer: ${found.issuer}`);
  return found.jwks_uri;
}

/** Quran Foundation's own pages disagree on the slash at the end of its issuer. */
export function bareIssuer(issuer: string): string {
  return issuer.replace(/\/$/, '');
}
