import { LRUCache } from 'lru-cache';
import { ok, type Result, refuse } from '../domain/result.ts';
import type { Store } from '../domain/store.ts';
import type { Viewer } from '../domain/viewer.ts';
import type { Claims } from './claims.ts';
import type { VerifyToken } from './verify-token.ts';

export interface Credentials {
  readonly token: string;
  /** The client that the caller says it is; null when it says nothing. */
  readonly clientId: string | null;
}

export type Authenticate = (credentials: Credentials) => Promise<Result<Viewer>>;

interface Verified {
  readonly claims: Claims;
  readonly viewer: Viewer;
}

export interface AuthenticatorDeps {
  readonly verify: VerifyToken;
  readonly store: Store;
  readonly now: () => Date;
  /** Told whether a token was known already. */
  readonly lookedUp: (known: boolean) => void;
}

/** Characters of tokens that are remembered, in all. */
const REMEMBERED_TOKENS = 8 * 1024 * 1024;

/** Who a token speaks for. The first valid token of a user makes them one. */
export function authenticator({ verify, store, now, lookedUp }: AuthenticatorDeps): Authenticate {
  const verified = new LRUCache<string, Verified>({
    maxSize: REMEMBERED_TOKENS,
    sizeCalculation: (_value, token) => token.length + 256,
  });

  const remembered = (token: string): Verified | null => {
    const known = verified.get(token);
    return known !== undefined && known.claims.expiresAt > now() ? known : null;
  };

  return async ({ token, clientId }) => {
    let known = remembered(token);
    lookedUp(known !== null);
    if (known === null) {
      const claims = await verify(token, now());
      if (!claims.ok) return refuse({ code: claims.refusal });
      const userId = await store.ensureUser(claims.value.identity, now());
      if (!userId.ok) return userId;
      known = { claims: claims.value, viewer: { userId: userId.value, scopes: claims.value.scopes } };
      verified.set(token, known);
    }

    const { claims, viewer } = known;
    const otherClient = clientId !== null && claims.clientId !== null && clientId !== claims.clientId;
    return otherClient ? refuse({ code: 'BAD_TOKEN' }) : ok(viewer);
  };
}
