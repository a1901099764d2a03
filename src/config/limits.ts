import { z } from 'zod';

/** Bounds on everything that grows; docs/settings.md says what each protects. */
export interface Limits {
  readonly operation: {
    /** Levels of fields inside fields. */
    readonly depth: number;
    readonly aliases: number;
    readonly directives: number;
    readonly rootFields: number;
    readonly tokens: number;
    /** Bytes of the document's text. */
    readonly document: number;
    /** Objects that may be asked for; those of lists inside lists are multiplied. */
    readonly rows: number;
    /** Bytes of the answer's JSON. */
    readonly answer: number;
  };
  /** Bytes of a body, except `values` (names and values of JSON and urlencoded bodies) and `parts` (of a form). */
  readonly bodies: {
    readonly json: number;
    /** Bytes of JSON and urlencoded bodies of endpoints that take pictures. */
    readonly pictures: number;
    readonly graphql: number;
    readonly values: number;
    readonly upload: number;
    readonly parts: number;
  };
  /** Bytes that have arrived of all bodies that are being read or worked on. */
  readonly bodiesAtOnce: number;
  /** Bytes that decoding pictures may hold at once. */
  readonly imageMemory: number;
  readonly connections: number;
  readonly webSocketsPerUser: number;
  readonly transfers: {
    /** Least speed at which bodies come and answers are read, measured over `seconds`. */
    readonly bytesPerSecond: number;
    readonly seconds: number;
    /** Bytes of all answers that their readers have not taken yet. */
    readonly waitingBytes: number;
  };
  readonly seconds: { readonly headers: number; readonly request: number; readonly idle: number };
  /** Points a minute for each caller; null for no limit. */
  readonly rate: number | null;
  /** Mails that one user may cause in a day. */
  readonly mailsPerDay: number;
  /** Requests to join one group that wait for an answer: all are let in at once when it becomes public. */
  readonly joinRequests: number;
}

const KIB = 1_024;

/** A whole number as text, as settings come. */
export function wholeNumber(least: number, most: number) {
  const message = `must be a whole number from ${least} to ${most}`;
  return z
    .string()
    .regex(/^\d{1,9}$/, message)
    .transform(Number)
    .refine((number) => number >= least && number <= most, message);
}

export const limitSettings = {
  GRAPHQL_MAX_DEPTH: wholeNumber(1, 100).default(12),
  GRAPHQL_MAX_ALIASES: wholeNumber(0, 10_000).default(15),
  GRAPHQL_MAX_DIRECTIVES: wholeNumber(0, 10_000).default(20),
  GRAPHQL_MAX_ROOT_FIELDS: wholeNumber(1, 10_000).default(10),
  GRAPHQL_MAX_TOKENS: wholeNumber(100, 100_000).default(2_000),
  GRAPHQL_MAX_DOCUMENT_KIB: wholeNumber(1, 1_024).default(64),
  GRAPHQL_MAX_ROWS: wholeNumber(100, 1_000_000).default(10_000),
  GRAPHQL_MAX_ANSWER_MIB: wholeNumber(1, 256).default(16),
  GRAPHQL_MAX_BODY_KIB: wholeNumber(1, 65_536).default(8_192),
  MAX_BODY_KIB: wholeNumber(1, 65_536).default(256),
  MAX_PICTURE_BODY_KIB: wholeNumber(1, 65_536).default(8_192),
  MAX_BODY_VALUES: wholeNumber(100, 1_000_000).default(50_000),
  MAX_UPLOAD_KIB: wholeNumber(1, 65_536).default(24_576),
  MAX_UPLOAD_PARTS: wholeNumber(1, 1_000).default(32),
  MAX_BODIES_MIB: wholeNumber(16, 65_536).default(256),
  MAX_IMAGE_MEMORY_MIB: wholeNumber(128, 65_536).default(512),
  MAX_CONNECTIONS: wholeNumber(1, 1_000_000).default(5_000),
  MAX_WEBSOCKETS_PER_USER: wholeNumber(1, 10_000).default(10),
  MAX_ANSWERS_MIB: wholeNumber(1, 65_536).default(128),
  MIN_SPEED_KIB: wholeNumber(1, 1_024).default(1),
  MIN_SPEED_SECONDS: wholeNumber(1, 300).default(10),
  HEADERS_TIMEOUT_SECONDS: wholeNumber(1, 300).default(10),
  REQUEST_TIMEOUT_SECONDS: wholeNumber(1, 300).default(25),
  IDLE_TIMEOUT_SECONDS: wholeNumber(1, 300).default(25),
  RATE_LIMIT: z
    .union([z.literal('off').transform(() => null), wholeNumber(1, 100_000_000)], {
      error: 'must be a number of points a minute, or off',
    })
    .default(3_000),
  MAX_MAILS_PER_DAY: wholeNumber(0, 1_000_000).default(200),
  MAX_JOIN_REQUESTS: wholeNumber(1, 100_000).default(10_000),
};

type Settings = z.output<z.ZodObject<typeof limitSettings>>;

export function limitsFrom(settings: Settings): Limits {
  return {
    operation: {
      depth: settings.GRAPHQL_MAX_DEPTH,
      aliases: settings.GRAPHQL_MAX_ALIASES,
      directives: settings.GRAPHQL_MAX_DIRECTIVES,
      rootFields: settings.GRAPHQL_MAX_ROOT_FIELDS,
      tokens: settings.GRAPHQL_MAX_TOKENS,
      document: settings.GRAPHQL_MAX_DOCUMENT_KIB * KIB,
      rows: settings.GRAPHQL_MAX_ROWS,
      answer: settings.GRAPHQL_MAX_ANSWER_MIB * KIB * KIB,
    },
    bodies: {
      json: settings.MAX_BODY_KIB * KIB,
      pictures: Math.max(settings.MAX_PICTURE_BODY_KIB, settings.MAX_BODY_KIB) * KIB,
      graphql: settings.GRAPHQL_MAX_BODY_KIB * KIB,
      values: settings.MAX_BODY_VALUES,
      upload: settings.MAX_UPLOAD_KIB * KIB,
      parts: settings.MAX_UPLOAD_PARTS,
    },
    bodiesAtOnce: settings.MAX_BODIES_MIB * KIB * KIB,
    imageMemory: settings.MAX_IMAGE_MEMORY_MIB * KIB * KIB,
    connections: settings.MAX_CONNECTIONS,
    webSocketsPerUser: settings.MAX_WEBSOCKETS_PER_USER,
    transfers: {
      bytesPerSecond: settings.MIN_SPEED_KIB * KIB,
      seconds: settings.MIN_SPEED_SECONDS,
      waitingBytes: settings.MAX_ANSWERS_MIB * KIB * KIB,
    },
    seconds: {
      headers: settings.HEADERS_TIMEOUT_SECONDS,
      request: settings.REQUEST_TIMEOUT_SECONDS,
      idle: settings.IDLE_TIMEOUT_SECONDS,
    },
    rate: settings.RATE_LIMIT,
    mailsPerDay: settings.MAX_MAILS_PER_DAY,
    joinRequests: settings.MAX_JOIN_REQUESTS,
  };
}
