import type { CompactVerifyResult } from 'jose';
import { discoverJwksUrl, fetchJson } from './issuer-documents.ts';
import { readKeySet, type SigningKey, verifyBySet } from './key-set.ts';

/** Milliseconds between two requests for an issuer's keys, and between two reports of failure, whatever tokens say. */
const COOLDOWN_MS = 30_000;
/** Milliseconds after which keys are fetched again although none is missing: one may have been withdrawn. */
const MAX_AGE_MS = 600_000;

/** The issuer could not be asked for its keys. */
export class KeysUnavailable extends Error {
  override name = 'KeysUnavailable';
}

export interface IssuerKeys {
  /** Verifies a token whose header names the key `kid`, or none; null when no key of the issuer signed it. */
  verify(token: string, kid: string | undefined): Promise<CompactVerifyResult | null>;
  /** Changes whenever other keys were fetched: what was verified by those before must be verified again. */
  generation(): number;
}

export interface IssuerSettings {
  readonly issuer: string;
  /** Null to ask the issuer's discovery document. */
  readonly jwksUrl: string | null;
  /** Milliseconds, by a clock that never goes back. */
  readonly elapsed: () => number;
  /** Called with why tokens cannot be checked, at most once in 30 seconds. */
  readonly failed: (cause: unknown) => void;
}

/**
 * Keeps the signing keys of one issuer: fetches them when first needed, when a token may be signed by a new one, and
 * when they are old. While the issuer does not answer, the known keys stay in use.
 */
export function issuerKeys({ issuer, jwksUrl, elapsed, failed }: IssuerSettings): IssuerKeys {
  let url = jwksUrl;
  let published: string | null = null;
  let generation = 0;
  let keys: readonly SigningKey[] = [];
  let fetchedAt = Number.NEGATIVE_INFINITY;
  let askedAt = Number.NEGATIVE_INFINITY;
  let toldAt = Number.NEGATIVE_INFINITY;
  let failure: KeysUnavailable | null = null;
  let asking: Promise<void> | null = null;

  const since = (moment: number): number => elapsed() - moment;

  const tell = (cause: KeysUnavailable): void => {
    if (since(toldAt) < COOLDOWN_MS) return;
    toldAt = elapsed();
    failed(cause);
  };

  const learn = (document: unknown): void => {
    const found = readKeySet(document);
    if (found.length === 0) tell(new KeysUnavailable(`${issuer} publishes no key that can be used`));
    const text = JSON.stringify(document);
    if (text === published) return;
    if (published !== null) generation += 1;
    published = text;
    keys = found;
  };

  const ask = async (): Promise<void> => {
    askedAt = elapsed();
    try {
      url ??= await discoverJwksUrl(issuer);
      learn(await fetchJson(url));
      fetchedAt = askedAt;
      failure = null;
    } catch (cause) {
      failure = new KeysUnavailable(`the keys of ${issuer} could not be fetched`, { cause });
      tell(failure);
    }
  };

  /** Asks the issuer, unless it was asked just now. */
  const refresh = async (): Promise<void> => {
    if (asking === null && since(askedAt) >= COOLDOWN_MS) {
      asking = ask().finally(() => {
        asking = null;
      });
    }
    await asking;
  };

  const verify = async (token: string, kid: string | undefined): Promise<CompactVerifyResult | null> => {
    if (since(fetchedAt) >= MAX_AGE_MS) await refresh();
    const tried = keys;
    const verified = await verifyBySet(tried, token);
    // A token that names no key may be signed by a new one, too.
    const isNamed = kid !== undefined && tried.some((key) => key.kid === kid);
    if (verified !== null || isNamed) return verified;

    await refresh();
    const again = keys === tried ? null : await verifyBySet(keys, token);
    if (again === null && failure !== null) throw failure;
    return again;
  };

  return { verify, generation: () => generation };
}
