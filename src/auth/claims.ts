/**
 * Reads the claims of a token, whichever issuer wrote them. A claim of the wrong kind makes the whole token bad, and a
 * claim that is missing or null never allows more than the issuer said.
 */
import { z } from 'zod';
import type { ProfileClaims } from '../config/profile-claims.ts';
import { isShowable, isVisible } from '../domain/shown-text.ts';
import { compose } from '../domain/text.ts';
import { type Identity, MAX_COMMUNITY_USER_ID } from '../domain/user.ts';
import { parseWebAddress } from '../domain/web-address.ts';
import { bareIssuer } from './issuer-documents.ts';
import { profileIn } from './profile-fields.ts';

/** What a verified token says. */
export interface Claims {
  readonly identity: Identity;
  /** Null when the token carries none, and so is not limited by any. */
  readonly scopes: ReadonlySet<string> | null;
  readonly clientId: string | null;
  readonly expiresAt: Date;
  /** The token is not valid before. */
  readonly startsAt: Date;
}

/** UTF-16 units. */
const MAX_LINE_LENGTH = 255;
/** Seconds by which an issuer's clock may be ahead. */
const CLOCK_SKEW_MS = 60_000;
/** Kinds of token, in lower case, that are signed with the same keys for other purposes. */
const OTHER_KINDS = new Set(['id', 'refresh', 'offline', 'logout']);

/** Seconds since 1970, with fractions allowed (RFC 7519, NumericDate). */
const seconds = z.number().positive().max(1e12);
const scopeClaim = z.union([z.string(), z.array(z.string())]).nullish();

const shared = {
  exp: seconds,
  iat: z.number().optional(),
  nbf: z.number().optional(),
  scp: scopeClaim,
  scope: scopeClaim,
  client_id: z.string().nullish(),
  /** The kind of token, as Keycloak and Cognito name it. */
  typ: z.unknown().optional().refine(isNoOtherKind),
  token_use: z.unknown().optional().refine(isNoOtherKind),
};

const community = z.looseObject({
  ...shared,
  token_type: z.literal('access'),
  user_id: z.number().int().min(1).max(MAX_COMMUNITY_USER_ID),
  iat: seconds,
  // SelfCommunity's own example has numbers here.
  jti: z.union([z.string().min(1), z.number()]),
});

const openId = z
  .looseObject({
    ...shared,
    iss: z.string(),
    aud: z.unknown().optional(),
    // Two subjects with lone surrogates would become the same subject in UTF-8.
    sub: z.string().min(1).max(255).refine(isClean),
  })
  // ID tokens are not meant for calling an API.
  .refine((claims) => saysAccess(claims) || !looksLikeIdToken(claims));

export interface OpenIdSettings {
  readonly issuer: string;
  /** Null when any audience is accepted. */
  readonly audience: string | null;
}

/** Null when a required claim is missing or of the wrong kind. */
export function readCommunityClaims(payload: unknown, profileClaims: ProfileClaims): Claims | null {
  const parsed = community.safeParse(payload);
  if (!parsed.success) return null;
  const key = { communityId: parsed.data.user_id };
  return { ...sharedClaims(parsed.data), identity: { key, ...person(parsed.data, profileClaims) } };
}

/** The user's issuer is the configured one, however the token spelt it. */
export function readOpenIdClaims(
  payload: unknown,
  { issuer, audience }: OpenIdSettings,
  profileClaims: ProfileClaims,
): Claims | null {
  const parsed = openId.safeParse(payload);
  if (!parsed.success) return null;
  const { iss, aud, sub } = parsed.data;
  if (bareIssuer(iss) !== bareIssuer(issuer) || !isFor(audience, aud)) return null;
  const key = { issuer, subject: sub };
  return { ...sharedClaims(parsed.data), identity: { key, ...person(parsed.data, profileClaims) } };
}

/** Whether a token is valid now: it expires on the dot, but the clock that issued it may be ahead. */
export function isInForce({ expiresAt, startsAt }: Claims, now: Date): boolean {
  return expiresAt > now && startsAt.getTime() <= now.getTime() + CLOCK_SKEW_MS;
}

type Payload = Readonly<Record<string, unknown>>;

function isFor(audience: string | null, aud: unknown): boolean {
  return audience === null || [aud].flat().includes(audience);
}

function isNoOtherKind(kind: unknown): boolean {
  return typeof kind !== 'string' || !OTHER_KINDS.has(kind.toLowerCase());
}

function saysAccess({ typ, token_use }: Payload): boolean {
  return (typeof typ === 'string' && typ.toLowerCase() === 'bearer') || token_use === 'access';
}

/** Whether claims bind an ID token to the request for it. */
function looksLikeIdToken({ nonce, at_hash, c_hash }: Payload): boolean {
  return [nonce, at_hash, c_hash].some((claim) => (claim ?? null) !== null);
}

function sharedClaims(claims: z.infer<z.ZodObject<typeof shared>>): Omit<Claims, 'identity'> {
  const { exp, iat = 0, nbf = 0, client_id } = claims;
  return {
    scopes: scopesOf(claims.scp, claims.scope),
    clientId: client_id ?? null,
    expiresAt: new Date(exp * 1000),
    startsAt: new Date(Math.max(iat, nbf) * 1000),
  };
}

type ScopeClaim = z.infer<typeof scopeClaim>;

/** Scopes of all claims that are present. A claim that is present but empty or null allows nothing. */
function scopesOf(...claims: readonly ScopeClaim[]): ReadonlySet<string> | null {
  const present = claims.filter((claim) => claim !== undefined);
  if (present.length === 0) return null;
  const words = present.flatMap((claim) => claim ?? []).flatMap((text) => text.split(' '));
  return new Set(words.filter(Boolean));
}

/** Reads what a token says about its user, and leaves out what cannot be used. */
function person(payload: Payload, profileClaims: ProfileClaims): Omit<Identity, 'key'> {
  const { given_name, family_name, first_name, last_name, iat } = payload;
  const joined = [given_name ?? first_name, family_name ?? last_name].map(line).filter(Boolean).join(' ');
  return {
    username: line(payload['username']) || line(payload['preferred_username']) || null,
    realName: line(payload['name']) || line(payload['real_name']) || joined,
    avatarUrl: webAddress(payload['picture']) ?? webAddress(payload['avatar']),
    extId: line(payload['ext_id']) || null,
    profile: profileIn(payload, profileClaims),
    issuedAt: moment(iat),
  };
}

/** Null for a number that no `Date` can hold. */
function moment(value: unknown): Date | null {
  const date = new Date(typeof value === 'number' ? value * 1000 : Number.NaN);
  return Number.isNaN(date.getTime()) ? null : date;
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
  return parseWebAddress(line(value))?.href ?? null;
}
