import { LRUCache } from 'lru-cache';
import type { Refusal } from '../domain/errors.ts';
import { ok, type Result, refuse } from '../domain/result.ts';
import type { Store } from '../domain/store.ts';
import type { Viewer } from '../domain/viewer.ts';
import type { Claims } from './claims.ts';
import type { TokenRefusal, VerifyToken } from './verify-token.ts';

export interface Credentials {
  readonly token: string;
  /** The client that the caller claims to be; null when it claims none. */
  readonly clientId: string | null;
}

/** The viewer that a token speaks for until it expires. */
export interface TokenHolder extends Viewer {
  readonly expiresAt: Date;
}

/** Who a token speaks for, or why that is not known; the store may refuse to write down a new user. */
export type Authenticated = Result<TokenHolder, TokenRefusal | Refusal>;

/** Answers synchronously for a known token, as nearly every one is. */
export type Authenticate = (credentials: Credentials) => Authenticated | Promise<Authenticated>;

interface Verified {
  readonly claims: Claims;
  readonly holder: TokenHolder;
  /** Generation of the keys that verified it. */
  readonly generation: number;
  readonly verifiedAt: number;
}

export interface AuthenticatorDeps {
  readonly verify: VerifyToken;
  readonly store: Store;
  readonly now: () => Date;
  /** Milliseconds, by a clock that never goes back. */
  readonly elapsed: () => number;
  /** Changes whenever the keys that verify tokens have changed. */
  readonly keysGeneration: () => number;
  /** Called with whether a token was known already. */
  readonly lookedUp: (known: boolean) => void;
}

/** UTF-16 units of all remembered tokens together. */
const REMEMBERED_TOKENS = 8 * 1024 * 1024;
/** Milliseconds after which a token is verified again: its key may have been withdrawn. */
const REMEMBERED_MS = 600_000;

/** Finds the user of a token. The first valid token of an unknown user creates that user. */
export function authenticator({
  verify,
  store,
  now,
  elapsed,
  keysGeneration,
  lookedUp,
}: AuthenticatorDeps): Authenticate {
  const verified = new LRUCache<string, Verified>({
    maxSize: REMEMBERED_TOKENS,
    sizeCalculation: (_value, token) => token.length + 256,
  });

  const remembered = (token: string): Verified | null => {
    const known = verified.get(token);
    if (known === undefined || known.generation !== keysGeneration()) return null;
    const isRecent = elapsed() - known.verifiedAt < REMEMBERED_MS;
    return isRecent && known.claims.expiresAt.getTime() > now().getTime() ? known : null;
  };

  const learn = async ({ token, clientId }: Credentials): Promise<Authenticated> => {
    const before = { generation: keysGeneration(), verifiedAt: elapsed() };
    const claims = await verify(token, now());
    if (!claims.ok) return claims;
    const userId = await store.ensureUser(claims.value.identity, now());
    if (!userId.ok) return userId;
    const { scopes, expiresAt } = claims.value;
    const known = { claims: claims.value, holder: { userId: userId.value, scopes, expiresAt }, ...before };
    verified.set(token, known);
    return holderFor(known, clientId);
  };

  return (credentials) => {
    const known = remembered(credentials.token);
    lookedUp(known !== null);
    return known === null ? learn(credentials) : holderFor(known, credentials.clientId);
  };
}

/** Refuses a token that was issued to another client. */
function holderFor({ claims, holder }: Verified, clientId: string | null): Authenticated {
  const otherClient = clientId !== null && claims.clientId !== null && clientId !== claims.clientId;
  return otherClient ? refuse({ code: 'BAD_TOKEN' }) : ok(holder);
}
