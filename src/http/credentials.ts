import type { IncomingHttpHeaders } from 'node:http';
import type { Authenticate, Authenticated } from '../auth/authenticate.ts';
import { ok, type Result, refuse } from '../domain/result.ts';

/** Credentials of a request; `unreadable` stands for a header that should hold a token and does not. */
export type PresentedCredentials =
  | { readonly kind: 'none' }
  | { readonly kind: 'unreadable' }
  | { readonly kind: 'token'; readonly token: string; readonly clientId: string | null };

/** Reads the token of an `Authorization: Bearer` header, which every door understands. */
export function bearerCredentials({ authorization }: IncomingHttpHeaders): PresentedCredentials {
  if (authorization === undefined) return { kind: 'none' };
  const token = /^bearer +([\w.~+/=-]+) *$/i.exec(authorization)?.[1];
  return token === undefined ? { kind: 'unreadable' } : { kind: 'token', token, clientId: null };
}

/** Finds the viewer of a request; null is an anonymous caller, which a bad token never makes. */
export function viewerFrom(
  credentials: PresentedCredentials,
  authenticate: Authenticate,
): Authenticated | Result<null> | Promise<Authenticated> {
  if (credentials.kind === 'none') return ok(null);
  if (credentials.kind === 'unreadable') return refuse({ code: 'BAD_TOKEN' });
  return authenticate(credentials);
}
