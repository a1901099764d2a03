import { createLocalJWKSet, createRemoteJWKSet, errors, type JWTVerifyGetKey } from 'jose';
import { z } from 'zod';

const TIMEOUT_MS = 5_000;
/** An issuer is asked for its keys at most this often, whatever key ids tokens name and whether or not it answers. */
const COOLDOWN_MS = 30_000;

/** The issuer could not be asked for its keys: nobody's fault but the network's. */
export class KeysUnavailable extends Error {
  override name = 'KeysUnavailable';
}

type RemoteKeys = ReturnType<typeof createRemoteJWKSet>;

/**
 * The signing keys of one issuer, fetched when first needed and again when a token names a new one.
 * While the issuer does not answer, the keys that are known go on.
 */
export function issuerKeys(issuer: string, jwksUrl: string | null, now: () => Date): JWTVerifyGetKey {
  let keys: Promise<RemoteKeys> | null = null;
  let failedAt = Number.NEGATIVE_INFINITY;

  const failed = (cause: unknown): KeysUnavailable => {
    failedAt = now().getTime();
    return new KeysUnavailable(`the keys of ${issuer} could not be fetched`, { cause });
  };

  const find = async (): Promise<RemoteKeys> => {
    try {
      return remote(jwksUrl ?? (await discover(issuer)));
    } catch (cause) {
      keys = null;
      throw failed(cause);
    }
  };

  return async (header, token) => {
    const isDown = now().getTime() - failedAt < COOLDOWN_MS;
    if (isDown) return knownKey(await keys, header, token);

    keys ??= find();
    const found = await keys;
    try {
      return await found(header, token);
    } catch (cause) {
      throw isAboutToken(cause) ? cause : failed(cause);
    }
  };
}

async function knownKey(keys: RemoteKeys | null, ...[header, token]: Parameters<JWTVerifyGetKey>) {
  const known = keys?.jwks();
  if (known === undefined) throw new KeysUnavailable('no keys are known yet');
  try {
    return await createLocalJWKSet(known)(header, token);
  } catch (cause) {
    // What is unknown now may be a new key.
    throw cause instanceof errors.JWKSNoMatchingKey ? new KeysUnavailable('this key is not known yet') : cause;
  }
}

function isAboutToken(cause: unknown): boolean {
  return (
    cause instanceof errors.JWKSNoMatchingKey ||
    cause instanceof errors.JWKSMultipleMatchingKeys ||
    cause instanceof errors.JOSENotSupported
  );
}

function remote(jwksUrl: string): RemoteKeys {
  return createRemoteJWKSet(new URL(jwksUrl), { timeoutDuration: TIMEOUT_MS, cooldownDuration: COOLDOWN_MS });
}

const discoveryDocument = z.object({ jwks_uri: z.url({ protocol: /^https?$/ }) });

async function discover(issuer: string): Promise<string> {
  const url = `${issuer.replace(/\/$/, '')}/.well-known/openid-configuration`;
  const response = await fetch(url, { signal: AbortSignal.timeout(TIMEOUT_MS), redirect: 'error' });
  if (!response.ok) throw new Error(`${url} answered ${response.status}`);
  return discoveryDocument.parse(await response.json()).jwks_uri;
}
