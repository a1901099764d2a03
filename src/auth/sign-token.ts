import { randomUUID } from 'node:crypto';
import { SignJWT } from 'jose';

export interface TokenRequest {
  readonly userId: number;
  readonly username?: string | undefined;
  readonly name?: string | undefined;
  /** A span such as `2h` or `30 days`. */
  readonly expires: string;
}

/** A community token, as SelfCommunity's own servers make it. */
export function signCommunityToken(secret: string, { userId, username, name, expires }: TokenRequest): Promise<string> {
  return new SignJWT({ token_type: 'access', user_id: userId, ...(username && { username }), ...(name && { name }) })
    .setProtectedHeader({ alg: 'HS256', typ: 'JWT' })
    .setIssuedAt()
    .setExpirationTime(expires)
    .setJti(randomUUID())
    .sign(new TextEncoder().encode(secret));
}
