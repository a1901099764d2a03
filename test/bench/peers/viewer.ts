import type { IncomingHttpHeaders } from 'node:http';
import { jwtVerify } from 'jose';
import { LRUCache } from 'lru-cache';

/** Who a request speaks for: an HS256 token, checked once and remembered until it expires. Null for a bad one. */
export function viewerReader(secret: string): (headers: IncomingHttpHeaders) => Promise<number | null> {
  const key = new TextEncoder().encode(secret);
  const verified = new LRUCache<string, { readonly userId: number; readonly expiresAt: number }>({ max: 10_000 });

  return async ({ authorization }) => {
    const token = authorization?.startsWith('Bearer ') ? authorization.slice('Bearer '.length) : '';
    const known = verified.get(token);
    if (known !== undefined && known.expiresAt > Date.now()) return known.userId;
    try {
      const { payload } = await jwtVerify(token, key, { algorithms: ['HS256'], requiredClaims: ['exp'] });
      const userId = payload['user_id'];
      if (typeof userId !== 'number' || payload['token_type'] !== 'access') return null;
      verified.set(token, { userId, expiresAt: (payload.exp ?? 0) * 1000 });
      return userId;
    } catch {
      return null;
    }
  };
}
