import { describe, expect, it } from 'vitest';
import { type Config, readConfig } from '../src/config.ts';

const SECRET = 'a secret for tests, of more than 32 bytes';
const SANDBOX = 'https://studio.apollographql.com';

const defaults: Config = {
  production: false,
  port: 4000,
  host: '127.0.0.1',
  workers: 1,
  databaseUrl: 'file:data/guildhall.db',
  postgres: { connections: 10, prepare: true, timeoutMs: 10_000, migrate: true },
  mediaDir: 'data/media',
  mediaBucket: null,
  mediaPublicUrl: null,
  publicUrl: null,
  jwtSecret: null,
  oidc: null,
  profileClaims: {},
  smtpUrl: null,
  mailFrom: 'Guildhall <guildhall@localhost>',
  inviteUrl: null,
  corsOrigins: [SANDBOX],
  anonymousRead: true,
  logLevel: 'info',
  limits: {
    operation: {
      depth: 12,
      aliases: 15,
      directives: 20,
      rootFields: 10,
      tokens: 2_000,
      document: 65_536,
      rows: 10_000,
      answer: 16_777_216,
    },
    bodies: {
      json: 262_144,
      pictures: 8_388_608,
      graphql: 8_388_608,
      values: 50_000,
      upload: 25_165_824,
      parts: 32,
    },
    bodiesAtOnce: 256 * 1024 * 1024,
    imageMemory: 512 * 1024 * 1024,
    connections: 5_000,
    webSocketsPerUser: 10,
    transfers: { bytesPerSecond: 1_024, seconds: 10, waitingBytes: 128 * 1024 * 1024 },
    seconds: { headers: 10, request: 25, idle: 25 },
    rate: 3_000,
    mailsPerDay: 200,
    joinRequests: 10_000,
  },
  trustProxy: null,
  trustedDocuments: null,
  selfCommunityPreferences: null,
  metricsToken: null,
  drainSeconds: 1,
  drainTimeoutSeconds: 30,
  tracing: false,
};

/** The lines of the error, or none. */
function problems(env: Record<string, string>): string[] {
  try {
    readConfig(env);
    return [];
  } catch (cause) {
    return cause instanceof Error && cause.name === 'StartError' ? cause.message.split('\n') : [String(cause)];
  }
}

const HEADLINE = 'Guildhall cannot start with these settings:';

describe('the settings', () => {
  it('have defaults', () => {
    expect(readConfig({})).toEqual(defaults);
  });

  it('are the defaults where they are empty, or of no concern', () => {
    const env = {
      PORT: '',
      DATABASE_URL: '',
      JWT_SECRET: '',
      OIDC_ISSUER: '',
      CORS_ORIGINS: '',
      SMTP_URL: '',
      MAIL_FROM: '',
      INVITE_URL: '',
      HOST: undefined,
      PATH: '/bin',
    };

    expect(readConfig(env)).toEqual(defaults);
  });

  it.each<[Record<string, string>, Partial<Config>]>([
    [{ NODE_ENV: 'test' }, {}],
    [{ PORT: '0' }, { port: 0 }],
    [{ PORT: '65535' }, { port: 65535 }],
    [{ HOST: '0.0.0.0' }, { host: '0.0.0.0' }],
    [{ DATABASE_URL: 'file:/var/lib/a.db' }, { databaseUrl: 'file:/var/lib/a.db' }],
    [
      {
        DATABASE_URL: 'postgres://owner@db.example.org/groups',
        JWT_SECRET: SECRET,
        DATABASE_CONNECTIONS: '3',
        DATABASE_TIMEOUT_SECONDS: '2',
        DATABASE_PREPARE: 'off',
        MIGRATE: 'off',
      },
      {
        databaseUrl: 'postgres://owner@db.example.org/groups',
        jwtSecret: SECRET,
        postgres: { connections: 3, prepare: false, timeoutMs: 2_000, migrate: false },
      },
    ],
    [{ MEDIA_DIR: '/var/lib/media' }, { mediaDir: '/var/lib/media' }],
    [{ MEDIA_URL: 's3://pictures' }, { mediaBucket: { bucket: 'pictures', prefix: '', pathStyle: false } }],
    [
      { MEDIA_URL: 's3://my.pictures-2/of/groups/', MEDIA_PATH_STYLE: 'true' },
      { mediaBucket: { bucket: 'my.pictures-2', prefix: 'of/groups/', pathStyle: true } },
    ],
    [{ MEDIA_PUBLIC_URL: 'https://cdn.example.org/p/' }, { mediaPublicUrl: 'https://cdn.example.org/p' }],
    [{ PUBLIC_URL: 'https://groups.example.org' }, { publicUrl: 'https://groups.example.org' }],
    [{ PUBLIC_URL: 'https://example.org/groups//' }, { publicUrl: 'https://example.org/groups' }],
    [{ JWT_SECRET: SECRET }, { jwtSecret: SECRET }],
    [{ JWT_SECRET: 'ü'.repeat(16) }, { jwtSecret: 'ü'.repeat(16) }],
    [
      { OIDC_ISSUER: 'https://id.example.org/' },
      { oidc: { issuer: 'https://id.example.org/', jwksUrl: null, audience: null } },
    ],
    [
      { OIDC_ISSUER: 'https://id.example.org', OIDC_JWKS_URL: 'https://id.example.org/keys', OIDC_AUDIENCE: 'groups' },
      { oidc: { issuer: 'https://id.example.org', jwksUrl: 'https://id.example.org/keys', audience: 'groups' } },
    ],
    [
      { CORS_ORIGINS: ' https://a.example.org,http://localhost:3000 ,' },
      { corsOrigins: ['https://a.example.org', 'http://localhost:3000', SANDBOX] },
    ],
    [{ CORS_ORIGINS: '*' }, { corsOrigins: ['*', SANDBOX] }],
    [{ PROFILE_CLAIMS: 'bio=about' }, { profileClaims: { bio: 'about' } }],
    [
      { PROFILE_CLAIMS: ' website = https://claims.example.org/site=1 ,tags=roles, location=home town,' },
      { profileClaims: { website: 'https://claims.example.org/site=1', tags: 'roles', location: 'home town' } },
    ],
    [{ SMTP_URL: 'smtp://localhost' }, { smtpUrl: 'smtp://localhost' }],
    [{ SMTP_URL: 'smtps://ada:p%40ss@mail.example.org:465' }, { smtpUrl: 'smtps://ada:p%40ss@mail.example.org:465' }],
    [{ MAIL_FROM: 'The Guild <guild@example.org>' }, { mailFrom: 'The Guild <guild@example.org>' }],
    [{ INVITE_URL: 'https://app.example.org/{id}?t={token}' }, { inviteUrl: 'https://app.example.org/{id}?t={token}' }],
    [{ INVITE_URL: 'myapp://invite/{token}' }, { inviteUrl: 'myapp://invite/{token}' }],
    [{ ANONYMOUS_READ: 'true' }, { anonymousRead: true }],
    [{ ANONYMOUS_READ: 'false' }, { anonymousRead: false }],
    [{ LOG_LEVEL: 'silent' }, { logLevel: 'silent' }],
    [{ RATE_LIMIT: 'off' }, { limits: { ...defaults.limits, rate: null } }],
    [{ RATE_LIMIT: '60' }, { limits: { ...defaults.limits, rate: 60 } }],
    [
      { GRAPHQL_MAX_DEPTH: '20', GRAPHQL_MAX_ROWS: '500' },
      { limits: { ...defaults.limits, operation: { ...defaults.limits.operation, depth: 20, rows: 500 } } },
    ],
    [
      { GRAPHQL_MAX_DOCUMENT_KIB: '2', GRAPHQL_MAX_ANSWER_MIB: '3' },
      {
        limits: {
          ...defaults.limits,
          operation: { ...defaults.limits.operation, document: 2_048, answer: 3_145_728 },
        },
      },
    ],
    [{ MAX_BODY_KIB: '1' }, { limits: { ...defaults.limits, bodies: { ...defaults.limits.bodies, json: 1_024 } } }],
    [{ MAX_MAILS_PER_DAY: '0' }, { limits: { ...defaults.limits, mailsPerDay: 0 } }],
    [{ MAX_JOIN_REQUESTS: '3' }, { limits: { ...defaults.limits, joinRequests: 3 } }],
    [
      { MAX_PICTURE_BODY_KIB: '300' },
      { limits: { ...defaults.limits, bodies: { ...defaults.limits.bodies, pictures: 307_200 } } },
    ],
    [
      { MAX_PICTURE_BODY_KIB: '1' },
      { limits: { ...defaults.limits, bodies: { ...defaults.limits.bodies, pictures: 262_144 } } },
    ],
    [{ TRUST_PROXY: '10.0.0.0/8, ::1' }, { trustProxy: ['10.0.0.0/8', '::1'] }],
    [{ TRUST_PROXY: 'loopback,uniquelocal' }, { trustProxy: ['loopback', 'uniquelocal'] }],
    [{ TRUST_PROXY: ' linklocal ,, fc00::/7, ' }, { trustProxy: ['linklocal', 'fc00::/7'] }],
    [{ TRUST_PROXY: '10.0.0.0/255.0.0.0,2001:db8::7' }, { trustProxy: ['10.0.0.0/255.0.0.0', '2001:db8::7'] }],
    [{ TRUSTED_DOCUMENTS: 'documents.json' }, { trustedDocuments: 'documents.json' }],
    [{ SELFCOMMUNITY_PREFERENCES: 'our.json' }, { selfCommunityPreferences: 'our.json' }],
    [{ METRICS_TOKEN: 'x'.repeat(16) }, { metricsToken: 'x'.repeat(16) }],
    [{ DRAIN_SECONDS: '5' }, { drainSeconds: 5 }],
    [{ OTEL_EXPORTER_OTLP_ENDPOINT: 'http://localhost:4318' }, { tracing: true }],
  ])('are read from %j', (env, changes) => {
    expect(readConfig(env)).toEqual({ ...defaults, ...changes });
  });

  it('allow Apollo Sandbox to call outside production only', () => {
    const env = { NODE_ENV: 'production', JWT_SECRET: SECRET };
    const production = { ...defaults, production: true, jwtSecret: SECRET };

    expect(readConfig(env)).toEqual({ ...production, corsOrigins: [] });
    expect(readConfig({ ...env, CORS_ORIGINS: 'https://a.example.org' })).toEqual({
      ...production,
      corsOrigins: ['https://a.example.org'],
    });
  });

  it('cannot be changed', () => {
    expect(Object.isFrozen(readConfig({}))).toBe(true);
  });

  it.each([
    [{ JWT_SECRET: ' '.repeat(64) }, '  JWT_SECRET: must be at least 32 bytes long'],
    [{ PORT: 'http' }, '  PORT: must be a whole number from 0 to 65535'],
    [{ PORT: '65536' }, '  PORT: must be a whole number from 0 to 65535'],
    [{ RATE_LIMIT: 'none' }, '  RATE_LIMIT: must be a number of points a minute, or off'],
    [{ TRUST_PROXY: ' , ' }, '  TRUST_PROXY: holds nothing that is the address of a proxy'],
    [{ CORS_ORIGINS: ',' }, '  CORS_ORIGINS: holds nothing that is an origin'],
    [{ GRAPHQL_MAX_DEPTH: '0' }, '  GRAPHQL_MAX_DEPTH: must be a whole number from 1 to 100'],
    [{ METRICS_TOKEN: 'short' }, '  METRICS_TOKEN: must be at least 16 characters long'],
    [{ DRAIN_SECONDS: '6' }, '  DRAIN_SECONDS: must be a whole number from 0 to 5'],
    [{ DATABASE_URL: 'guildhall.db' }, '  DATABASE_URL: must be a SQLite file such as'],
    [{ DATABASE_URL: 'file:' }, '  DATABASE_URL: must be a SQLite file such as'],
    [
      { DATABASE_URL: 'postgres://db.example.org', JWT_SECRET: SECRET },
      '  DATABASE_URL: must be a SQLite file such as',
    ],
    [{ DATABASE_URL: 'postgres:///groups', JWT_SECRET: SECRET }, '  DATABASE_URL: must be a SQLite file such as'],
    [{ DATABASE_URL: 'postgres://db.example.org/groups' }, '  JWT_SECRET: must be set with PostgreSQL'],
    [
      { DATABASE_URL: 'postgres://db.example.org/groups', JWT_SECRET: SECRET, DATABASE_TIMEOUT_SECONDS: '25' },
      '  DATABASE_TIMEOUT_SECONDS: must be less than REQUEST_TIMEOUT_SECONDS',
    ],
    [{ DATABASE_PREPARE: 'yes' }, '  DATABASE_PREPARE: must be on or off'],
    [{ MIGRATE: 'true' }, '  MIGRATE: must be on or off'],
    [{ MEDIA_URL: 'https://bucket.example.org' }, '  MEDIA_URL: must be a bucket of an S3-compatible store'],
    [{ MEDIA_URL: 's3://Pictures' }, '  MEDIA_URL: must be a bucket of an S3-compatible store'],
    [{ MEDIA_URL: 's3://pictures/../x y' }, '  MEDIA_URL: must be a bucket of an S3-compatible store'],
    [{ MEDIA_PATH_STYLE: 'true' }, '  MEDIA_PATH_STYLE: is of no use without MEDIA_URL'],
    [{ MEDIA_URL: 's3://pictures', MEDIA_PATH_STYLE: 'yes' }, '  MEDIA_PATH_STYLE: must be true or false'],
    [{ MEDIA_PUBLIC_URL: 'cdn.example.org' }, '  MEDIA_PUBLIC_URL: must be an http(s) URL'],
    [{ PUBLIC_URL: 'groups.example.org' }, '  PUBLIC_URL: must be an http(s) URL'],
    [{ PUBLIC_URL: 'ftp://groups.example.org' }, '  PUBLIC_URL: must be an http(s) URL'],
    [{ JWT_SECRET: 'x'.repeat(31) }, '  JWT_SECRET: must be at least 32 bytes long'],
    [{ OIDC_ISSUER: 'id.example.org' }, '  OIDC_ISSUER: must be an http(s) URL'],
    [{ OIDC_JWKS_URL: 'https://id.example.org' }, '  OIDC_JWKS_URL: is of no use without OIDC_ISSUER'],
    [{ OIDC_AUDIENCE: 'groups' }, '  OIDC_AUDIENCE: is of no use without OIDC_ISSUER'],
    [{ CORS_ORIGINS: 'https://a.example.org/' }, '  CORS_ORIGINS: "https://a.example.org/" is not an origin'],
    [{ SMTP_URL: 'mail.example.org' }, '  SMTP_URL: must be an smtp(s) URL'],
    [{ SMTP_URL: 'https://mail.example.org' }, '  SMTP_URL: must be an smtp(s) URL'],
    [{ INVITE_URL: 'https://app.example.org/{id}' }, '  INVITE_URL: must hold {token}'],
    [{ PROFILE_CLAIMS: 'bio' }, '  PROFILE_CLAIMS: "bio" is not written as field=claim'],
    [{ PROFILE_CLAIMS: 'bio= ' }, '  PROFILE_CLAIMS: "bio= " is not written as field=claim'],
    [{ PROFILE_CLAIMS: '=about' }, '  PROFILE_CLAIMS: "=about" is not written as field=claim'],
    [
      { PROFILE_CLAIMS: 'email=email' },
      '  PROFILE_CLAIMS: "email=email" begins with none of bio, location, website, tags',
    ],
    [
      { PROFILE_CLAIMS: '__proto__=a' },
      '  PROFILE_CLAIMS: "__proto__=a" begins with none of bio, location, website, tags',
    ],
    [{ PROFILE_CLAIMS: 'bio=a,bio=b' }, '  PROFILE_CLAIMS: "bio=b" names a field once more'],
    [{ ANONYMOUS_READ: 'yes' }, '  ANONYMOUS_READ: must be true or false'],
    [{ LOG_LEVEL: 'loud' }, '  LOG_LEVEL: must be fatal, error, warn, info, debug, trace or silent'],
    [{ NODE_ENV: 'production' }, '  JWT_SECRET: must be set in production (32 bytes or more)'],
  ])('are refused when they are %j', (env, problem) => {
    expect(problems(env)).toEqual([HEADLINE, expect.stringContaining(problem)]);
  });

  it.each([
    'yes',
    'evil.example',
    '10.0.0.0/99',
    '10.0.0.0/0',
    '10.0.0.0/255.0.255.0',
    'fc00::/129',
    '10.0.0.0/',
    '/8',
    '1',
    '10.1',
    'Loopback',
    '10.0.0.1 ::1',
  ])('name no proxy with %s', (name) => {
    const problem = `  TRUST_PROXY: "${name}" is not the address of a proxy`;

    expect(problems({ TRUST_PROXY: `::1, ${name}` })).toEqual([HEADLINE, expect.stringContaining(problem)]);
  });

  it.each(['-1', '65536', '80.5', 'Infinity', '0x', '80;81'])('know no port %s', (port) => {
    expect(problems({ PORT: port })).toEqual([HEADLINE, expect.stringMatching(/^ {2}PORT: /)]);
  });

  it('are named, all that are wrong, in one message that gives no secret away', () => {
    const env = {
      PORT: 'http',
      DATABASE_URL: 'mysql://owner:hunter2@db.example.org/groups',
      JWT_SECRET: 'short-secret',
      SMTP_URL: 'ada:hunter2@mail.example.org',
      PUBLIC_URL: 'nowhere',
      ANONYMOUS_READ: 'maybe',
      LOG_LEVEL: 'loud',
    };

    const lines = problems(env);

    expect(lines.map((line) => line.split(':')[0]?.trim())).toEqual([
      HEADLINE.slice(0, -1),
      'PORT',
      'DATABASE_URL',
      'PUBLIC_URL',
      'JWT_SECRET',
      'SMTP_URL',
      'ANONYMOUS_READ',
      'LOG_LEVEL',
    ]);
    expect(lines.filter((line) => /hunter2|short-secret/.test(line))).toEqual([]);
  });

  it.each([{ NODE_ENV: 'production' }, { DATABASE_URL: 'postgres://db.example.org/groups' }])(
    'need no secret for a command that makes and reads no tokens: %j',
    (env) => {
      expect(readConfig(env, false).jwtSecret).toBeNull();
    },
  );

  it('are named, all that do not go together, in one message', () => {
    const env = { NODE_ENV: 'production', OIDC_JWKS_URL: 'https://id.example.org', OIDC_AUDIENCE: 'groups' };

    expect(problems(env)).toEqual([
      HEADLINE,
      '  JWT_SECRET: must be set in production (32 bytes or more)',
      '  OIDC_JWKS_URL: is of no use without OIDC_ISSUER',
      '  OIDC_AUDIENCE: is of no use without OIDC_ISSUER',
    ]);
  });
});
