/**
 * Documents the refusals of each route by status, with an example in the dialect's own words. A new refusal needs a
 * sample and a meaning here before it compiles.
 */

import { refusalHeaders } from '../../http/failures.ts';
import type { DoorRefusal } from '../../http/refusals.ts';
import type { Dialect, Route } from '../dialect.ts';
import { takesPictures } from '../field-reader.ts';
import type { Schemas } from './schemas.ts';

/** Parts of a document that its operations share. */
export interface Parts {
  readonly schemas: Schemas;
  readonly answers: Record<string, object>;
}

type Code = DoorRefusal['code'];

/** One refusal of each code, of which the examples are made. */
const SAMPLES: { readonly [Of in Code]: Extract<DoorRefusal, { code: Of }> } = {
  UNAUTHENTICATED: { code: 'UNAUTHENTICATED' },
  BAD_TOKEN: { code: 'BAD_TOKEN' },
  INSUFFICIENT_SCOPE: { code: 'INSUFFICIENT_SCOPE', scope: 'room.create' },
  FORBIDDEN: { code: 'FORBIDDEN', action: 'update' },
  NOT_FOUND: { code: 'NOT_FOUND', kind: 'group' },
  NO_SUCH_PATH: { code: 'NO_SUCH_PATH' },
  INVALID: { code: 'INVALID', fields: [{ field: 'name', reason: 'blank' }] },
  BAD_INVITATION: { code: 'BAD_INVITATION' },
  IDEMPOTENCY_CONFLICT: { code: 'IDEMPOTENCY_CONFLICT' },
  IDEMPOTENCY_IN_FLIGHT: { code: 'IDEMPOTENCY_IN_FLIGHT' },
  MALFORMED: { code: 'MALFORMED' },
  TOO_LARGE: { code: 'TOO_LARGE' },
  UNSUPPORTED_TYPE: { code: 'UNSUPPORTED_TYPE' },
  UNSUPPORTED_ENCODING: { code: 'UNSUPPORTED_ENCODING' },
  UNSUPPORTED_CHARSET: { code: 'UNSUPPORTED_CHARSET' },
  BAD_METHOD: { code: 'BAD_METHOD', allowed: ['GET', 'HEAD', 'OPTIONS'] },
  UNAVAILABLE: { code: 'UNAVAILABLE' },
  SEARCH_UNAVAILABLE: { code: 'SEARCH_UNAVAILABLE' },
  STORE_UNAVAILABLE: { code: 'STORE_UNAVAILABLE' },
  PICTURES_UNAVAILABLE: { code: 'PICTURES_UNAVAILABLE' },
  OVERLOADED: { code: 'OVERLOADED' },
  RATE_LIMITED: { code: 'RATE_LIMITED', limit: 3_000, points: 1, retryAfter: 1 },
  TOO_MANY_MAILS: { code: 'TOO_MANY_MAILS', limit: 200, left: 3, retryAfter: 3_600 },
  TOO_MANY_JOIN_REQUESTS: { code: 'TOO_MANY_JOIN_REQUESTS', limit: 10_000 },
};

const MEANINGS: { readonly [Of in Code]: string } = {
  UNAUTHENTICATED: 'There is no token.',
  BAD_TOKEN: 'The token is invalid or has expired.',
  INSUFFICIENT_SCOPE: 'The token does not have the scope.',
  FORBIDDEN: 'The caller may not do this.',
  NOT_FOUND: 'What this is about does not exist, or the caller may not see it.',
  NO_SUCH_PATH: 'There is nothing at this path.',
  INVALID: 'Fields or parameters are invalid; all of them are named.',
  BAD_INVITATION: 'The invitation does not exist, was used or has expired.',
  IDEMPOTENCY_CONFLICT: 'The Idempotency-Key was already used with another request body.',
  IDEMPOTENCY_IN_FLIGHT: 'The first request with this Idempotency-Key is still running.',
  MALFORMED: 'The request cannot be read.',
  TOO_LARGE: 'The request is too large.',
  UNSUPPORTED_TYPE: 'The type of the body is not supported.',
  UNSUPPORTED_ENCODING: 'The body is compressed.',
  UNSUPPORTED_CHARSET: 'The charset of the body is not supported.',
  BAD_METHOD: 'The method is not supported here.',
  UNAVAILABLE: 'Tokens cannot be checked at the moment.',
  SEARCH_UNAVAILABLE: 'Searches cannot be answered at the moment.',
  STORE_UNAVAILABLE: 'The database cannot be reached.',
  PICTURES_UNAVAILABLE: 'Pictures cannot be kept at the moment.',
  OVERLOADED: 'The server is overloaded.',
  RATE_LIMITED: 'The caller has sent too many requests within a minute.',
  TOO_MANY_MAILS: 'The caller has invited too many people by mail within a day.',
  TOO_MANY_JOIN_REQUESTS: 'The group has as many open requests to join as it can have.',
};

/** Refusals of every route. Even a read may be refused as OVERLOADED, when it creates a new user. */
const EVERYWHERE: readonly Code[] = [
  'MALFORMED',
  'UNAUTHENTICATED',
  'BAD_TOKEN',
  'OVERLOADED',
  'STORE_UNAVAILABLE',
  'RATE_LIMITED',
  'UNAVAILABLE',
];

const OF_BODIES: readonly Code[] = ['TOO_LARGE', 'UNSUPPORTED_TYPE', 'UNSUPPORTED_ENCODING', 'UNSUPPORTED_CHARSET'];

/** The refusals of a route by status; each stands once, among the components. */
export function refusalAnswers(dialect: Dialect, route: Route, parts: Parts): Record<string, object> {
  const codes = new Set([...EVERYWHERE, ...codesOf(route)]);
  const worded = [...codes].map((code) => ({ code, answer: dialect.encodeRefusal(SAMPLES[code]) }));
  const byStatus = [...Map.groupBy(worded, ({ answer }) => answer.status)];
  const refusals = byStatus.map(([status, all]) => [status, shared(dialect, all, parts)] as const);
  parts.answers[`${dialect.title}Fault`] ??= faultAnswer(dialect, parts.schemas);
  return Object.fromEntries([...refusals, [500, reference(`${dialect.title}Fault`)]]);
}

/** The answer to a method that a path does not have, for which a document has no place. */
export function badMethodAnswer(dialect: Dialect, parts: Parts): object {
  return shared(dialect, [{ code: 'BAD_METHOD', answer: dialect.encodeRefusal(SAMPLES.BAD_METHOD) }], parts);
}

function shared(dialect: Dialect, all: readonly Worded[], { answers, schemas }: Parts): object {
  const words = all.map(({ code }) =>
    code.toLowerCase().replace(/(^|_)([a-z])/g, (...match) => match[2].toUpperCase()),
  );
  const name = `${dialect.title}${words.join('Or')}`;
  answers[name] ??= refusalAnswer(dialect, all, schemas);
  return reference(name);
}

function reference(name: string): object {
  return { $ref: `#/components/responses/${name}` };
}

function codesOf({ method, takes, refuses }: Route): readonly Code[] {
  const ofBody: readonly Code[] = method === 'GET' ? [] : OF_BODIES;
  const ofKey: readonly Code[] = takes.idempotencyKey ? ['IDEMPOTENCY_CONFLICT', 'IDEMPOTENCY_IN_FLIGHT'] : [];
  const ofPictures: readonly Code[] = takesPictures(takes) ? ['PICTURES_UNAVAILABLE'] : [];
  return [...refuses, ...ofBody, ...ofKey, ...ofPictures];
}

interface Worded {
  readonly code: Code;
  readonly answer: { readonly body: unknown };
}

function refusalAnswer(dialect: Dialect, all: readonly Worded[], schemas: Schemas): object {
  const headers = all.flatMap(({ code }) => Object.entries(refusalHeaders(SAMPLES[code])));
  const examples = all.map(({ code, answer }) => [code.toLowerCase(), { value: answer.body }]);
  return {
    description: all.map(({ code }) => MEANINGS[code]).join(' '),
    ...(headers.length > 0 && {
      headers: Object.fromEntries(
        headers.map(([name, example]) => [headerName(name), { schema: { type: 'string' }, example }]),
      ),
    }),
    content: {
      'application/json': { schema: schemas.of(dialect.refusal()), examples: Object.fromEntries(examples) },
    },
  };
}

function faultAnswer(dialect: Dialect, schemas: Schemas): object {
  const example = dialect.encodeFault().body;
  return {
    description: 'Something went wrong on our side.',
    content: { 'application/json': { schema: schemas.of(dialect.refusal()), example } },
  };
}

/** The usual spelling of a header: `Retry-After` for `retry-after`. */
function headerName(name: string): string {
  return name.replace(/(^|-)(www|[a-z])/g, (start) => start.toUpperCase());
}
