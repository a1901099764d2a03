import type { JWTVerifyGetKey } from 'jose';
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

/**
 * The signing keys of one issuer, fetched when first needed, when a token names a new one, and when they are old.
 * While the issuer does not answer, the keys that are known go on.
 */
export function issuerKeys(issuer: string, jwksUrl: string | null, now: () => Date): JWTVerifyGetKey {
  let url = jwksUrl;
  let known: JWTVerifyGetKey | null = null;
  let fetchedAt = Number.NEGATIVE_INFINITY;
  let askedAt = Number.NEGATIVE_INFINITY;
  let failure: KeysUnavailable | null = null;
  let asking: Promise<void> | null = null;

  const since = (moment: number): number => now().getTime() - moment;

  const ask = async (): Promise<void> => {
    askedAt = now().getTime();
    try {
      url ??= await discover(issuer);
      const remote = createRemoteJWKSet(new URL(url), { timeoutDuration: TIMEOUT_MS });
      await remote.reload();
      known = createLocalJWKSet(remote.jwks() ?? { keys: [] });
      fetchedAt = askedAt;
      failure = null;
    } catch (cause) {
      failure = new KeysUnavailable(`the keys of ${issuer} could not be fetched`, { cause });
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

  return async (header, token) => {
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
}

function isAboutToken(cause: unknown): boolean {
  return (
    cause instanceof errors.JWKSNoMatchingKey ||
    cause instanceof errors.JWKSMultipleMatchingKeys ||
    cause instanceof errors.JOSENotSupported
  );
}

const discoveryDocument = z.object({ jwks_uri: z.url({ protocol: /^https?$/ }) });

async function discover(issuer: string): Promise<string> {
  const url = `${issuer.replace(/\/$/, '')}/.well-known/openid-configuration`;
  const response = await fetch(url, { signal: AbortSignal.timeout(TIMEOUT_MS), redirect: 'error' });
  if (!response.ok) throw new Error(`${url} answered ${response.status}`);
  return discoveryDocument.parse(await response.json()).jwks_uri;
}
