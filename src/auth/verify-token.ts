import type { CompactVerifyResult } from 'jose';
import { decodeProtectedHeader } from 'jose/decode/protected_header';
import { JOSEError } from 'jose/errors';
import { compactVerify } from 'jose/jws/compact/verify';
import type { ProfileClaims } from '../config/profile-claims.ts';
import { ok, type Result, refuse } from '../domain/result.ts';
import { type Claims, isInForce, readCommunityClaims, readOpenIdClaims } from './claims.ts';
import { type IssuerKeys, KeysUnavailable } from './keys.ts';

export interface TokenSettings {
  /** The shared secret of the community tokens. */
  readonly secret: string;
  readonly openId: { readonly issuer: string; readonly audience: string | null; readonly keys: IssuerKeys } | null;
  /** Claims, of either kind of token, that say what is shown of their users. */
  readonly profileClaims: ProfileClaims;
}

/** Why nobody is known to speak by a token: it is bad, or it cannot be checked now. */
export type TokenRefusal = { readonly code: 'BAD_TOKEN' } | { readonly code: 'UNAVAILABLE' };

export type VerifyToken = (token: string, now: Date) => Promise<Result<Claims, TokenRefusal>>;

/** UTF-16 units. Node takes this many bytes of headers, so it refuses longer tokens first. */
const MAX_TOKEN_LENGTH = 16 * 1024;
/** Types of access tokens. Issuers sign others, such as `logout+jwt`, with the same keys for other purposes. */
const ACCESS_TYPE = /^(application\/)?(at\+)?jwt$/i;
const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/** Verifies each kind of token by its own key and algorithms alone, so that neither can pass for the other. */
export function tokenVerifier({ secret, openId, profileClaims }: TokenSettings): VerifyToken {
  const sharedKey = new TextEncoder().encode(secret);

  const readCommunity = async (token: string): Promise<Claims | null> =>
    readCommunityClaims(payloadOf(await compactVerify(token, sharedKey, { algorithms: ['HS256'] })), profileClaims);

  const readOpenId = async (token: string, kid: string | undefined): Promise<Claims | null> => {
    const verified = openId && (await openId.keys.verify(token, kid));
    return verified && readOpenIdClaims(payloadOf(verified), openId, profileClaims);
  };

  return async (token, now) => {
    if (token.length > MAX_TOKEN_LENGTH || !isCanonical(token)) return refuse({ code: 'BAD_TOKEN' });
    try {
      const { alg, typ, kid } = decodeProtectedHeader(token);
      if (!isForAccess(typ)) return refuse({ code: 'BAD_TOKEN' });
      const claims = await (alg === 'HS256' ? readCommunity(token) : readOpenId(token, kid));
      return claims !== null && isInForce(claims, now) ? ok(claims) : refuse({ code: 'BAD_TOKEN' });
    } catch (cause) {
      if (cause instanceof KeysUnavailable) return refuse({ code: 'UNAVAILABLE' });
      // jose throws a TypeError for a text that is no token.
      if (cause instanceof JOSEError || cause instanceof TypeError) return refuse({ code: 'BAD_TOKEN' });
      throw cause;
    }
  };
}

/** The signed payload as JSON; null when it is no JSON, or is not encoded as in a token (`b64`). */
function payloadOf({ payload, protectedHeader }: CompactVerifyResult): unknown {
  if (protectedHeader.b64 === false) return null;
  try {
    return JSON.parse(utf8.decode(payload));
  } catch (cause) {
    if (cause instanceof SyntaxError || cause instanceof TypeError) return null;
    throw cause;
  }
}

/** Whether a token's type allows access: most tokens have none, or `JWT`. */
function isForAccess(type: unknown): boolean {
  return type === undefined || (typeof type === 'string' && ACCESS_TYPE.test(type));
}

/** Whether a token has the only spelling that is accepted; jose also takes padding, and any value of unused bits. */
function isCanonical(token: string): boolean {
  return token.split('.').every((part) => Buffer.from(part, 'base64url').toString('base64url') === part);
}
