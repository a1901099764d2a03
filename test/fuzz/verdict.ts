import { z } from 'zod';
import { contradictions } from '../support/rest-contract.ts';
import type { Answer, Outcome } from './exchange.ts';
import { type Door, type FuzzRequest, isFramed } from './requests.ts';

/** Milliseconds beyond which an answer hangs. At a load of 20 a large picture takes more than five seconds by itself. */
export const SLOW_MS = 20_000;
/** A body of more than this may meet a connection that is closed before the answer could be read. */
const LARGE_BODY = 60_000;

/** Each is what the inside looks like, and nothing of what is ever sent. */
const INSIDE: readonly RegExp[] = [
  /^\s*at .+:\d+:\d+\)?$/m,
  /\\n\s+at /,
  /node:internal|node_modules|file:\/\/.*\.[mc]?[jt]s/,
  /"stack(trace)?"/,
  /\/src\/[\w/-]+\.ts/,
  /\b(Type|Range|Reference|Sqlite|Database|Internal|Zod|Assertion)Error\b/,
  /Cannot (read|set|convert|destructure) /,
  /is not a function|is not iterable/,
  /duplicate key|violates .* constraint|(relation|column|function) \S+ does not exist|invalid (input syntax|byte sequence)/i,
  /out of range for type|deadlock detected|canceling statement|\bpg_\w+|postgres:\/\//i,
  /SQLITE_|constraint failed|no such (table|column)|near ".*": syntax error|\bfts5\b/i,
  /\b(ERR|FST|HPE)_[A-Z_]+/,
  /call stack/,
  /VipsJpeg|vips|libpng|heif:/i,
  /\bselect .+ from \w+/i,
  /guildhall-fuzz-/,
];

const coded = z.strictObject({ code: z.string(), message: z.string().min(1) });
const aboutField = z.strictObject({ field: z.string(), messages: z.array(coded).min(1) });
const graphqlError = z.looseObject({
  message: z.string().min(1),
  extensions: z.looseObject({ code: z.string() }),
});
const SHAPES: Readonly<Record<Door, z.ZodType>> = {
  graphql: z.looseObject({ errors: z.array(graphqlError).min(1) }),
  selfcommunity: z.strictObject({ errors: z.array(z.union([coded, aboutField])).min(1) }),
  rooms: z.strictObject({
    message: z.string().min(1),
    type: z.string(),
    success: z.literal(false),
    details: z.unknown().optional(),
  }),
  // Paths of no door, and what is refused before it is known where it leads.
  none: z.looseObject({ error: z.string() }),
};
const ANY_SHAPE = z.union(Object.values(SHAPES));
const PREFIXES: readonly (readonly [RegExp, Door])[] = [
  [/^\/graphql(\?|$)/, 'graphql'],
  [/^\/api\/v2\//, 'selfcommunity'],
  [/^(\/quran-reflect)?\/v1\//, 'rooms'],
];

/** What is wrong with how a request was answered; nothing when all is as it should be. */
export function problemsOf(request: FuzzRequest, outcome: Outcome): string[] {
  if (outcome.kind !== 'answer') return withoutAnswer(request, outcome);
  const { answer } = outcome;
  const isHidden = answer.status >= 400 || /^\/graphql/.test(request.target);
  const shown = isHidden ? INSIDE.filter((pattern) => pattern.test(errorsIn(answer))) : [];
  return [
    ...(answer.status >= 500 && !isDocumented(answer) ? [`status ${answer.status}`] : []),
    ...(answer.ms > SLOW_MS ? [`took more than ${SLOW_MS} ms`] : []),
    ...shown.map((pattern) => `shows the inside: ${pattern}`),
    ...shapeProblems(request, answer),
    ...contractProblems(request, answer),
  ];
}

function withoutAnswer(request: FuzzRequest, { kind }: Exclude<Outcome, { kind: 'answer' }>): string[] {
  if (kind === 'silent') return ['was not answered'];
  const mayBeCut = !isFramed(request) || (request.body?.length ?? 0) > LARGE_BODY;
  return mayBeCut ? [] : ['the connection was closed without an answer'];
}

/** Overload, and keys of an issuer that cannot be had; the doors say it in their own words. */
function isDocumented({ status, body }: Answer): boolean {
  return status === 503 && /service_unavailable|"unavailable"|SERVICE_UNAVAILABLE/.test(body.toString());
}

/** The errors of an answer; its data can be anything that was ever sent. */
function errorsIn({ status, body, contentType }: Answer): string {
  const text = body.toString();
  if (status >= 400) return /json|html/.test(contentType) ? text : '';
  if (!/json/.test(contentType)) return '';
  return JSON.stringify(z.object({ errors: z.unknown() }).safeParse(parsed(text)).data?.errors ?? '');
}

function shapeProblems(request: FuzzRequest, answer: Answer): string[] {
  const { status, body, contentType } = answer;
  const json = parsed(body.toString());
  if (/json/.test(contentType) && body.length > 0 && json === undefined) return ['is no JSON, though it says so'];
  if (status < 400) return isGraphQL(request) && request.method === 'POST' ? graphqlProblems(json) : [];
  // Node itself answers an `Expect` that it does not know, and so before any door.
  if (status === 417) return [];
  if (body.length === 0) return /^HEAD$/i.test(request.method) || !isFramed(request) ? [] : ['an error without a body'];
  if (contentType.startsWith('text/html')) return isPage(request, body) ? [] : ['a page for who asked for none'];
  const shape = shapeFor(request);
  return shape.safeParse(json).success ? [] : [`an error in no known shape: ${body.toString().slice(0, 200)}`];
}

/** Only a browser that opens an address is shown errors as pages. */
function isPage({ method, headers, wire }: FuzzRequest, body: Buffer): boolean {
  const asksForHtml = headers.some(([name, value]) => /^accept$/i.test(name) && value.includes('text/html'));
  return (wire !== undefined || (method === 'GET' && asksForHtml)) && body.includes('<main>');
}

/** The shape of the door for requests that are sound but for their content; any shape for others. */
function shapeFor({ kind, target }: FuzzRequest): z.ZodType {
  const isSound = kind === 'valid' || kind === 'document' || kind === 'body' || kind === 'dear';
  const door = PREFIXES.find(([prefix]) => prefix.test(target))?.[1];
  return isSound && door ? SHAPES[door] : ANY_SHAPE;
}

function isGraphQL({ target, kind }: FuzzRequest): boolean {
  return /^\/graphql(\?|$)/.test(target) && (kind === 'valid' || kind === 'document');
}

function graphqlProblems(json: unknown): string[] {
  const answered = z
    .looseObject({ data: z.unknown().optional(), errors: z.array(graphqlError).min(1).optional() })
    .safeParse(json);
  return answered.success ? [] : [`no GraphQL response: ${answered.error.issues[0]?.path.join('.')}`];
}

/** What the OpenAPI document does not say, of requests that a client could have sent. */
function contractProblems(
  { kind, method, target, wire }: FuzzRequest,
  { status, body, contentType }: Answer,
): string[] {
  if (wire || (kind !== 'valid' && kind !== 'body') || contentType.startsWith('text/html')) return [];
  const text = body.toString();
  const exchange = { method, url: target, status, sent: undefined, answered: parsed(text), isEmpty: text === '' };
  return contradictions(exchange).map((what) => `not as documented: ${what}`.slice(0, 400));
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
