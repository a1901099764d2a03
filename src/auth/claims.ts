/**
 * What the claims of a token mean, whichever issuer wrote them. A claim of the wrong kind makes the whole token bad, and
 * none that is missing or null ever allows more than its issuer said.
 */
import { z } from 'zod';
import { isShowable, isVisible } from '../domain/shown-text.ts';
import { compose } from '../domain/text.ts';
import { type Identity, MAX_COMMUNITY_USER_ID } from '../domain/user.ts';
import { bareIssuer } from './issuer-documents.ts';

/** What a verified token says. */
export interface Claims {
  readonly identity: Identity;
  /** Null when the token carries none and so is not limited by any. */
  readonly scopes: ReadonlySet<string> | null;
  readonly clientId: string | null;
  readonly expiresAt: Date;
  /** Neither issued nor good before then. */
  readonly startsAt: Date;
}

/** UTF-16 units. */
const MAX_LINE_LENGTH = 255;
/** How far the clocks of those who issue tokens may be ahead. */
const CLOCK_SKEW_MS = 60_000;
/** Kinds of token, in lower case, that are made with the same keys for other ends. */
const OTHER_KINDS = new Set(['id', 'refresh', 'offline', 'logout']);

/** Seconds since 1970; fractions are taken (RFC 7519, NumericDate). */
const seconds = z.number().positive().max(1e12);
const scopeClaim = z.union([z.string(), z.array(z.string())]).nullish();

const shared = {
  exp: seconds,
  iat: z.number().optional(),
  nbf: z.number().optional(),
  scp: scopeClaim,
  scope: scopeClaim,
  client_id: z.string().nullish(),
  /** What kind of token it is, in the words of Keycloak and of Cognito. */
  typ: z.unknown().optional().refine(isNoOtherKind),
  token_use: z.unknown().optional().refine(isNoOtherKind),
};

const community = z.looseObject({
  ...shared,
  token_type: z.literal('access'),
  user_id: z.number().int().min(1).max(MAX_COMMUNITY_USER_ID),
  iat: seconds,
  // SelfCommunity's own example makes numbers.
  jti: z.union([z.string().min(1), z.number()]),
});

const openId = z
  .looseObject({
    ...shared,
    iss: z.string(),
    aud: z.unknown().optional(),
    // Subjects with half a character in them would be one and the same in UTF-8.
    sub: z.string().min(1).max(255).refine(isClean),
  })
  // An ID token is not for calling an API.
  .refine((claims) => saysAccess(claims) || !looksLikeIdToken(claims));

export interface OpenIdSettings {
  readonly issuer: string;
  /** Null when any audience is taken. */
  readonly audience: string | null;
}

/** Null when a required claim is missing or of the wrong kind. */
export function readCommunityClaims(payload: unknown): Claims | null {
  const parsed = community.safeParse(payload);
  if (!parsed.success) return null;
  const key = { communityId: parsed.data.user_id };
  return { ...sharedClaims(parsed.data), identity: { key, ...person(parsed.data) } };
}

/** The user's issuer is the configured one, however the token spelt it. */
export function readOpenIdClaims(payload: unknown, { issuer, audience }: OpenIdSettings): Claims | null {
  const parsed = openId.safeParse(payload);
  if (!parsed.success) return null;
  const { iss, aud, sub } = parsed.data;
  if (bareIssuer(iss) !== bareIssuer(issuer) || !isFor(audience, aud)) return null;
  return { ...sharedClaims(parsed.data), identity: { key: { issuer, subject: sub }, ...person(parsed.data) } };
}

/** A token expires on the dot, but may come from a clock that is ahead. */
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

/** Has claims that bind an ID token to the request for it. */
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

/** Those of all claims that are present. One that is present and empty or null allows nothing, which is no lack of limits. */
function scopesOf(...claims: readonly ScopeClaim[]): ReadonlySet<string> | null {
  const present = claims.filter((claim) => claim !== undefined);
  if (present.length === 0) return null;
  const words = present.flatMap((claim) => claim ?? []).flatMap((text) => text.split(' '));
  return new Set(words.filter(Boolean));
}

/** What a token says about its user is a help, not a demand: whatever cannot be used is left out. */
function person(payload: Payload): Omit<Identity, 'key'> {
  const { given_name, family_name, first_name, last_name, iat } = payload;
  const joined = [given_name ?? first_name, family_name ?? last_name].map(line).filter(Boolean).join(' ');
  return {
    username: line(payload['username']) || line(payload['preferred_username']) || null,
    realName: line(payload['name']) || line(payload['real_name']) || joined,
    avatarUrl: webAddress(payload['picture']) ?? webAddress(payload['avatar']),
    extId: line(payload['ext_id']) || null,
    issuedAt: moment(iat),
  };
}

/** Null for what is no moment that a date can be. */
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
  const text = line(value);
  const url = URL.parse(text);
  return url && /^https?:$/.test(url.protocol) ? url.href : null;
}
