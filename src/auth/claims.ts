import type { JWTPayload } from 'jose';
import { z } from 'zod';
import { isShowable, isVisible } from '../domain/shown-text.ts';
import { compose } from '../domain/text.ts';
import { type Identity, MAX_COMMUNITY_USER_ID } from '../domain/user.ts';

/** What a verified token says. */
export interface Claims {
  readonly identity: Identity;
  /** Null when the token carries none and so is not limited by any. */
  readonly scopes: ReadonlySet<string> | null;
  readonly clientId: string | null;
  readonly expiresAt: Date;
}

/** UTF-16 units. */
const MAX_LINE_LENGTH = 255;
const seconds = z.number().int().positive().max(1e12);

const shared = {
  exp: seconds,
  scp: z.array(z.string()).optional(),
  scope: z.string().optional(),
  client_id: z.string().optional(),
};

const community = z.object({
  ...shared,
  token_type: z.literal('access'),
  user_id: z.number().int().min(1).max(MAX_COMMUNITY_USER_ID),
  iat: seconds,
  jti: z.string().min(1),
});

const openId = z.object({
  ...shared,
  // Subjects with half a character in them would be one and the same in UTF-8.
  sub: z.string().min(1).max(255).refine(isClean),
  // Only ID tokens have these, and an ID token is not for calling an API.
  nonce: z.undefined().optional(),
  at_hash: z.undefined().optional(),
  c_hash: z.undefined().optional(),
});

/** Null when a required claim is missing or of the wrong kind. */
export function readCommunityClaims(payload: JWTPayload): Claims | null {
  const parsed = community.safeParse(payload);
  if (!parsed.success) return null;
  return { ...sharedClaims(parsed.data), identity: { key: { communityId: parsed.data.user_id }, ...person(payload) } };
}

/** `issuer` is the configured one, however the token spelt it. */
export function readOpenIdClaims(payload: JWTPayload, issuer: string): Claims | null {
  const parsed = openId.safeParse(payload);
  if (!parsed.success) return null;
  return { ...sharedClaims(parsed.data), identity: { key: { issuer, subject: parsed.data.sub }, ...person(payload) } };
}

function sharedClaims({ exp, scp, scope, client_id }: z.infer<z.ZodObject<typeof shared>>): Omit<Claims, 'identity'> {
  const scopes = scp ?? scope?.split(' ').filter(Boolean);
  return {
    scopes: scopes ? new Set(scopes) : null,
    clientId: client_id ?? null,
    expiresAt: new Date(exp * 1000),
  };
}

/** What a token says about its user is a help, not a demand: whatever cannot be used is left out. */
function person(payload: JWTPayload): Omit<Identity, 'key'> {
  const { given_name, family_name, first_name, last_name } = payload;
  const joined = [given_name ?? first_name, family_name ?? last_name].map(line).filter(Boolean).join(' ');
  return {
    username: line(payload['username']) || line(payload['preferred_username']) || null,
    realName: line(payload['name']) || line(payload['real_name']) || joined,
    avatarUrl: webAddress(payload['picture']) ?? webAddress(payload['avatar']),
    extId: line(payload['ext_id']) || null,
  };
}

function line(value: unknown): string {
  if (typeof value !== 'string') return '';
  const text = compose(value.trim(), MAX_LINE_LENGTH);
  const isName = text.ok && text.value.length <= MAX_LINE_LENGTH && isShowable(text.value) && isVisible(text.value);
  return isName ? text.value : '';
}

function isClean(text: string): boolean {
  return !/[\p{Cc}\p{Cs}]/u.test(text);
}

function webAddress(value: unknown): string | null {
  const text = line(value);
  const url = URL.parse(text);
  return url && /^https?:$/.test(url.protocol) ? url.href : null;
}
