import { availableParallelism } from 'node:os';
import { z } from 'zod';
import { type Limits, limitSettings, limitsFrom, wholeNumber } from './config/limits.ts';
import { type ProfileClaims, profileClaims } from './config/profile-claims.ts';
import { isProxyName } from './http/proxies.ts';
import { StartError } from './start-error.ts';
import { isPostgresUrl } from './store/database-url.ts';
import type { PostgresOptions } from './store/options.ts';

const APOLLO_SANDBOX = 'https://studio.apollographql.com';

/** Every setting, read once from the environment; docs/settings.md lists them with their defaults. */
export interface Config {
  readonly production: boolean;
  readonly port: number;
  readonly host: string;
  /** Processes that answer requests on the one port. */
  readonly workers: number;
  readonly databaseUrl: string;
  /** How PostgreSQL is used; nothing of it counts where the database is a SQLite file. */
  readonly postgres: PostgresOptions;
  readonly mediaDir: string;
  /** Where pictures are kept instead of `mediaDir`; null for there. */
  readonly mediaBucket: MediaBucket | null;
  /** Address of the folder that a CDN serves pictures from, without a trailing slash; null for this server's own. */
  readonly mediaPublicUrl: string | null;
  /** The public address without a trailing slash; null to use the address that a request came to. */
  readonly publicUrl: string | null;
  /** Null to use the secret that is kept beside the database. */
  readonly jwtSecret: string | null;
  readonly oidc: {
    readonly issuer: string;
    /** Null to ask the issuer's discovery document. */
    readonly jwksUrl: string | null;
    readonly audience: string | null;
  } | null;
  /** Claims of tokens that are shown to everybody. */
  readonly profileClaims: ProfileClaims;
  /** The mail server; null to write mails to the log. */
  readonly smtpUrl: string | null;
  readonly mailFrom: string;
  /** Address that invitations link to; null for a page of this server. */
  readonly inviteUrl: string | null;
  /** Origins whose pages may call this server; `*` for all. */
  readonly corsOrigins: readonly string[];
  readonly anonymousRead: boolean;
  readonly logLevel: string;
  readonly limits: Limits;
  /** Proxies whose forwarded addresses are believed; null for none. */
  readonly trustProxy: readonly string[] | null;
  /** File of the only GraphQL documents that are answered; null to answer all. */
  readonly trustedDocuments: string | null;
  /** File of the preferences that the SelfCommunity door tells apps; null for the usual ones. */
  readonly selfCommunityPreferences: string | null;
  /** Token that `/metrics` requires; null for none, which in production turns `/metrics` off. */
  readonly metricsToken: string | null;
  /** Seconds for which requests are still taken after the process was told to end. */
  readonly drainSeconds: number;
  /** Seconds after that in which requests already taken must be answered. */
  readonly drainTimeoutSeconds: number;
  /** Whether traces are sent; OpenTelemetry reads where to from its own variables. */
  readonly tracing: boolean;
}

/** A bucket of a store that speaks S3's protocol. */
export interface MediaBucket {
  readonly bucket: string;
  /** What the names of all files begin with: empty, or with a slash at its end. */
  readonly prefix: string;
  /** Whether the bucket stands in the path of addresses, and not before their host. */
  readonly pathStyle: boolean;
}

const MIN_SECRET_BYTES = 32;
const MAX_WORKERS = 128;

/** Whether a secret is long enough, without the white space around it. */
export function isLongSecret(secret: string): boolean {
  return Buffer.byteLength(secret.trim()) >= MIN_SECRET_BYTES;
}

const webUrl = z.url({ protocol: /^https?$/, error: 'must be an http(s) URL' });

/** A list of texts between commas, each of which `isOne` accepts. */
function listOf(isOne: (text: string) => boolean, what: string) {
  return z.string().transform((text, context) => {
    const list = text
      .split(',')
      .map((part) => part.trim())
      .filter(Boolean);
    if (list.length === 0) context.addIssue({ code: 'custom', message: `holds nothing that is ${what}` });
    for (const part of list.filter((one) => !isOne(one))) {
      context.addIssue({ code: 'custom', message: `${JSON.stringify(part)} is not ${what}` });
    }
    return list;
  });
}

const origins = listOf(
  (text) => text === '*' || (URL.canParse(text) && new URL(text).origin === text),
  'an origin such as https://app.example.org',
);

const onOrOff = z.enum(['on', 'off'], { error: 'must be on or off' }).transform((text) => text === 'on');

function isDatabaseFile(url: string): boolean {
  return /^file:([^%]|%[0-7][0-9a-f])+$/i.test(url);
}

/** Whether a URL names a server and a database of it. */
function isDatabase(url: string): boolean {
  if (!isPostgresUrl(url) || !URL.canParse(url)) return false;
  const { hostname, pathname } = new URL(url);
  return hostname !== '' && /^\/[^/]+$/.test(pathname);
}

/** Bucket and prefix, both in the characters that every store takes. */
const BUCKET_URL = /^s3:\/\/([a-z\d][a-z\d.-]{1,61}[a-z\d])((?:\/[\w.-]+)*)\/?$/;

const yesOrNo = z.enum(['true', 'false'], { error: 'must be true or false' });

const settings = z.object({
  ...limitSettings,
  NODE_ENV: z
    .enum(['development', 'test', 'production'], { error: 'must be development, test or production, or empty' })
    .optional(),
  PORT: wholeNumber(0, 65_535).default(4000),
  HOST: z.string().default('127.0.0.1'),
  WORKERS: z
    .union([z.literal('auto').transform(availableParallelism), wholeNumber(1, MAX_WORKERS)], {
      error: `must be a whole number from 1 to ${MAX_WORKERS}, or auto`,
    })
    .default(1),
  DATABASE_URL: z
    .string()
    .refine(
      (url) => isDatabaseFile(url) || isDatabase(url),
      'must be a SQLite file such as file:data/guildhall.db, or a database such as postgres://user:password@host/guildhall',
    )
    .refine((url) => !url.includes(':memory:'), 'must be a file: what is kept in memory alone is lost')
    .default('file:data/guildhall.db'),
  DATABASE_CONNECTIONS: wholeNumber(1, 1_000).default(10),
  DATABASE_TIMEOUT_SECONDS: wholeNumber(1, 300).default(10),
  DATABASE_PREPARE: onOrOff.default(true),
  MIGRATE: onOrOff.default(true),
  MEDIA_DIR: z.string().default('data/media'),
  MEDIA_URL: z
    .string()
    .regex(BUCKET_URL, 'must be a bucket of an S3-compatible store, such as s3://bucket or s3://bucket/prefix')
    .optional(),
  MEDIA_PATH_STYLE: yesOrNo.default('false'),
  MEDIA_PUBLIC_URL: webUrl.optional(),
  PUBLIC_URL: webUrl.optional(),
  JWT_SECRET: z.string().refine(isLongSecret, `must be at least ${MIN_SECRET_BYTES} bytes long`).optional(),
  OIDC_ISSUER: webUrl.optional(),
  OIDC_JWKS_URL: webUrl.optional(),
  OIDC_AUDIENCE: z.string().optional(),
  PROFILE_CLAIMS: profileClaims.default({}),
  SMTP_URL: z.url({ protocol: /^smtps?$/, error: 'must be an smtp(s) URL' }).optional(),
  MAIL_FROM: z.string().default('Guildhall <guildhall@localhost>'),
  INVITE_URL: z
    .string()
    .refine((url) => url.includes('{token}'), 'must hold {token}, and {id} where the room is to stand')
    .optional(),
  CORS_ORIGINS: origins.optional(),
  OTEL_EXPORTER_OTLP_ENDPOINT: webUrl.optional(),
  OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: webUrl.optional(),
  TRUST_PROXY: listOf(
    isProxyName,
    'the address of a proxy, a network such as 10.0.0.0/8, or loopback, linklocal or uniquelocal',
  ).optional(),
  TRUSTED_DOCUMENTS: z.string().optional(),
  SELFCOMMUNITY_PREFERENCES: z.string().optional(),
  METRICS_TOKEN: z.string().min(16, 'must be at least 16 characters long').optional(),
  DRAIN_SECONDS: wholeNumber(0, 5).default(1),
  DRAIN_TIMEOUT_SECONDS: wholeNumber(0, 300).default(30),
  ANONYMOUS_READ: yesOrNo.default('true'),
  LOG_LEVEL: z
    .enum(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'], {
      error: 'must be fatal, error, warn, info, debug, trace or silent',
    })
    .default('info'),
});

/** Settings that are of use beside another alone. */
const NEEDED = { OIDC_JWKS_URL: 'OIDC_ISSUER', OIDC_AUDIENCE: 'OIDC_ISSUER', MEDIA_PATH_STYLE: 'MEDIA_URL' };

/** Problems between settings that are each valid by itself. */
function inconsistencies(
  env: Readonly<Record<string, string>>,
  needsSecret: boolean,
): { readonly path: string[]; readonly message: string }[] {
  const wrong = (path: string, message: string) => ({ path: [path], message });
  const isShared = isPostgresUrl(env['DATABASE_URL'] ?? '');
  const timeout = Number(env['DATABASE_TIMEOUT_SECONDS'] ?? 10);
  const request = Number(env['REQUEST_TIMEOUT_SECONDS'] ?? 25);
  const needless = Object.entries(NEEDED).filter(([name, other]) => env[name] && !env[other]);
  return [
    ...(needsSecret && env['NODE_ENV'] === 'production' && !env['JWT_SECRET']
      ? [wrong('JWT_SECRET', 'must be set in production (32 bytes or more)')]
      : []),
    ...(needsSecret && env['NODE_ENV'] !== 'production' && isShared && !env['JWT_SECRET']
      ? [wrong('JWT_SECRET', 'must be set with PostgreSQL (32 bytes or more): all instances need the same one')]
      : []),
    ...(isShared && timeout >= request
      ? [wrong('DATABASE_TIMEOUT_SECONDS', 'must be less than REQUEST_TIMEOUT_SECONDS')]
      : []),
    ...needless.map(([name, other]) => wrong(name, `is of no use without ${other}`)),
  ];
}

/**
 * Reads all settings. Throws one `StartError` that names every wrong setting, and never the value of a secret.
 * `needsSecret` is false for commands that make and read no tokens.
 */
export function readConfig(env: Readonly<Record<string, string | undefined>>, needsSecret = true): Config {
  const given = Object.fromEntries(Object.entries(env).flatMap(([name, value]) => (value ? [[name, value]] : [])));
  const parsed = settings.safeParse(given);
  const issues = [...(parsed.error?.issues ?? []), ...inconsistencies(given, needsSecret)];
  if (!parsed.success || issues.length > 0) {
    const problems = issues.map(({ path, message }) => `  ${path.join('.')}: ${message}`);
    throw new StartError(`Guildhall cannot start with these settings:\n${problems.join('\n')}`);
  }

  const value = parsed.data;
  const production = value.NODE_ENV === 'production';
  return Object.freeze({
    production,
    port: value.PORT,
    host: value.HOST,
    workers: value.WORKERS,
    databaseUrl: value.DATABASE_URL,
    postgres: Object.freeze({
      connections: value.DATABASE_CONNECTIONS,
      prepare: value.DATABASE_PREPARE,
      timeoutMs: value.DATABASE_TIMEOUT_SECONDS * 1_000,
      migrate: value.MIGRATE,
    }),
    mediaDir: value.MEDIA_DIR,
    mediaBucket: bucketOf(value.MEDIA_URL, value.MEDIA_PATH_STYLE === 'true'),
    mediaPublicUrl: value.MEDIA_PUBLIC_URL?.replace(/\/+$/, '') ?? null,
    publicUrl: value.PUBLIC_URL?.replace(/\/+$/, '') ?? null,
    jwtSecret: value.JWT_SECRET ?? null,
    oidc: value.OIDC_ISSUER
      ? Object.freeze({
          issuer: value.OIDC_ISSUER,
          jwksUrl: value.OIDC_JWKS_URL ?? null,
          audience: value.OIDC_AUDIENCE ?? null,
        })
      : null,
    profileClaims: Object.freeze(value.PROFILE_CLAIMS),
    smtpUrl: value.SMTP_URL ?? null,
    mailFrom: value.MAIL_FROM,
    inviteUrl: value.INVITE_URL ?? null,
    corsOrigins: Object.freeze([...(value.CORS_ORIGINS ?? []), ...(production ? [] : [APOLLO_SANDBOX])]),
    anonymousRead: value.ANONYMOUS_READ === 'true',
    logLevel: value.LOG_LEVEL,
    limits: limitsFrom(value),
    trustProxy: value.TRUST_PROXY ?? null,
    trustedDocuments: value.TRUSTED_DOCUMENTS ?? null,
    selfCommunityPreferences: value.SELFCOMMUNITY_PREFERENCES ?? null,
    metricsToken: value.METRICS_TOKEN ?? null,
    drainSeconds: value.DRAIN_SECONDS,
    drainTimeoutSeconds: value.DRAIN_TIMEOUT_SECONDS,
    tracing: Boolean(value.OTEL_EXPORTER_OTLP_ENDPOINT ?? value.OTEL_EXPORTER_OTLP_TRACES_ENDPOINT),
  });
}

function bucketOf(url: string | undefined, pathStyle: boolean): MediaBucket | null {
  const [, bucket, path = ''] = BUCKET_URL.exec(url ?? '') ?? [];
  return bucket === undefined ? null : Object.freeze({ bucket, prefix: path.replace(/^\/(.+)$/, '$1/'), pathStyle });
}
