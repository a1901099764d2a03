import { decodeProtectedHeader } from 'jose/decode/protected_header';
import { JOSEError } from 'jose/errors';
import { jwtVerify } from 'jose/jwt/verify';
import { ok, type Result, refuse } from '../domain/result.ts';
import { type Claims, readCommunityClaims, readOpenIdClaims } from './claims.ts';
import { bareIssuer, type IssuerKeys, KeysUnavailable } from './keys.ts';

export interface TokenSettings {
  /** The shared secret of the community tokens. */
  readonly secret: string;
  readonly openId: { readonly issuer: string; readonly audience: string | null; readonly keys: IssuerKeys } | null;
}

export type VerifyToken = (token: string, now: Date) => Promise<Result<Claims, 'BAD_TOKEN' | 'UNAVAILABLE'>>;

const MAX_TOKEN_LENGTH = 8 * 1024;
const ASYMMETRIC = ['RS256', 'PS256', 'ES256', 'EdDSA', 'Ed25519'];
const CLOCK_SKEW_SECONDS = 60;
/** Other types, such as `logout+jwt`, are made with the same keys for other ends. */
const ACCESS_TYPE = /^(application\/)?(at\+)?jwt$/i;

/** Each kind of token is checked by its own key and algorithms alone: neither can pass for the other. */
export function tokenVerifier({ secret, openId }: TokenSettings): VerifyToken {
  const sharedKey = new TextEncoder().encode(secret);

  const readCommunity = async (token: string, now: Date): Promise<Claims | null> => {
    const { payload } = await jwtVerify(token, sharedKey, { algorithms: ['HS256'], currentDate: now });
    return isFromTheFuture(payload.iat, now) ? null : readCommunityClaims(payload);
  };

  const readOpenId = async (token: string, now: Date): Promise<Claims | null> => {
    if (openId === null) return null;
    const { payload } = await jwtVerify(token, openId.keys.find, {
      algorithms: ASYMMETRIC,
      issuer: [bareIssuer(openId.issuer), `${bareIssuer(openId.issuer)}/`],
      requiredClaims: ['exp'],
      currentDate: now,
      ...(openId.audience !== null && { audience: openId.audience }),
    });
    return isFromTheFuture(payload.iat, now) ? null : readOpenIdClaims(payload, openId.issuer);
  };

  return async (token, now) => {
    if (token.length > MAX_TOKEN_LENGTH || !isCanonical(token)) return refuse('BAD_TOKEN');
    try {
      const { alg, typ } = decodeProtectedHeader(token);
      if (!isForAccess(typ)) return refuse('BAD_TOKEN');
      const claims = await (alg === 'HS256' ? readCommunity(token, now) : readOpenId(token, now));
      return claims ? ok(claims) : refuse('BAD_TOKEN');
    } catch (cause) {
      if (cause instanceof KeysUnavailable) return refuse('UNAVAILABLE');
      // A TypeError is how jose says that the text is no token, or its key of another kind than its algorithm.
      if (cause instanceof JOSEError || cause instanceof TypeError) return refuse('BAD_TOKEN');
      throw cause;
    }
  };
}

/** Most tokens say no type, or that of all of them. */
function isForAccess(type: unknown): boolean {
  return type === undefined || (typeof type === 'string' && ACCESS_TYPE.test(type));
}

/** No token can be written in two ways: jose takes padding, and any value of bits that are left over. */
function isCanonical(token: string): boolean {
  return token.split('.').every((part) => Buffer.from(part, 'base64url').toString('base64url') === part);
}

function isFromTheFuture(issuedAt: number | undefined, now: Date): boolean {
  return issuedAt !== undefined && issuedAt > now.getTime() / 1000 + CLOCK_SKEW_SECONDS;
}
