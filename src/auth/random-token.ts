import { randomBytes } from 'node:crypto';

const BYTES = 24;

/** Makes a token of 24 random bytes, in base64url: 32 characters. */
export function randomToken(): string {
  return randomBytes(BYTES).toString('base64url');
}
