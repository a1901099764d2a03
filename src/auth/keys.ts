import { createRemoteJWKSet, errors, type JWTVerifyGetKey } from 'jose';
import { z } from 'zod';

const TIMEOUT_MS = 5_000;
/** An issuer is asked for its keys at most this often, whatever key ids tokens name. */
const COOLDOWN_MS = 30_000;

/** The issuer could not be asked for its keys: nobody's fault but the network's. */
export class KeysUnavailable extends Error {
  override name = 'KeysUnavailable';
}

/** The signing keys of one issuer, fetched when first needed and again when a token names a new one. */
export function issuerKeys(issuer: string, jwksUrl: string | null): JWTVerifyGetKey {
  let keys: Promise<JWTVerifyGetKey> | null = jwksUrl === null ? null : Promise.resolve(remote(jwksUrl));
  let failedAt = Number.NEGATIVE_INFINITY;

  const discovered = async (): Promise<JWTVerifyGetKey> => {
    if (performance.now() - failedAt < COOLDOWN_MS) throw new KeysUnavailable(`${issuer} could not be reached`);
    try {
      return remote(await discover(issuer));
    } catch (cause) {
      failedAt = performance.now();
      keys = null;
      throw new KeysUnavailable(`the discovery document of ${issuer} could not be read`, { cause });
    }
  };

  return async (header, token) => {
    keys ??= discovered();
    const find = await keys;
    try {
      return await find(header, token);
    } catch (cause) {
      if (cause instanceof errors.JWKSNoMatchingKey || cause instanceof errors.JWKSMultipleMatchingKeys) throw cause;
      if (cause instanceof errors.JOSENotSupported) throw cause;
      throw new KeysUnavailable(`the keys of ${issuer} could not be fetched`, { cause });
    }
  };
}

function remote(jwksUrl: string): JWTVerifyGetKey {
  return createRemoteJWKSet(new URL(jwksUrl), { timeoutDuration: TIMEOUT_MS, cooldownDuration: COOLDOWN_MS });
}

const discoveryDocument = z.object({ jwks_uri: z.url({ protocol: /^https?$/ }) });

async function discover(issuer: string): Promise<string> {
  const url = `${issuer.replace(/\/$/, '')}/.well-known/openid-configuration`;
  const response = await fetch(url, { signal: AbortSignal.timeout(TIMEOUT_MS), redirect: 'error' });
  if (!response.ok) throw new Error(`${url} answered ${response.status}`);
  return discoveryDocument.parse(await response.json()).jwks_uri;
}
