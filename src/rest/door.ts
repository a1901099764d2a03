/**
 * Serves a dialect over HTTP: decodes a request, runs the operation, encodes the answer, or words the refusal. No body
 * is read before the caller is admitted, and nothing but the dialect's own words leaves.
 */

import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Limits } from '../config/limits.ts';
import type { SharedDeps } from '../domain/deps.ts';
import type { Admit } from '../http/admission.ts';
import { acceptBodies, type FieldKind, maxBodyOf, readFields } from '../http/bodies.ts';
import { isBrowser } from '../http/browser.ts';
import { depsFor } from '../http/deps-for.ts';
import { refusalOf, setRefusalHeaders, withExceeded } from '../http/failures.ts';
import { sendNotFound } from '../http/plain.ts';
import { type Charge, callerOf, type RateLimit, spendPoints } from '../http/rate-limit.ts';
import type { DoorRefusal } from '../http/refusals.ts';
import { refuseUnknownPaths } from '../http/unknown-paths.ts';
import type { Links } from '../links.ts';
import type { Declared } from './decoder.ts';
import type { Dialect, Route } from './dialect.ts';
import { image, takesPictures } from './field-reader.ts';
import type { WireAnswer, WireRequest } from './wire.ts';

export interface RestDeps {
  readonly deps: SharedDeps;
  readonly admit: Admit;
  /** Takes points for what costs more than one; null for no limit. */
  readonly rate: RateLimit | null;
  /** Takes a point for requests that reach no endpoint. */
  readonly charge: Charge;
  readonly bodies: Limits['bodies'];
  readonly linksFor: (request: FastifyRequest) => Links;
}

const NO_FIELDS: WireRequest['fields'] = Object.freeze(Object.create(null));
const NO_QUERY: WireRequest['query'] = new URLSearchParams();

/** Methods that endpoints can have. OPTIONS belongs to CORS, and HEAD to each GET that changes nothing. */
const METHODS = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE', 'TRACE'];

/** Serves a dialect below each of its prefixes: decode, run, encode, or the dialect's own refusal. */
export async function mount(app: FastifyInstance, dialect: Dialect, rest: RestDeps): Promise<void> {
  for (const prefix of dialect.prefixes) {
    await app.register(async (door) => serve(door, dialect, rest), { prefix });
  }
}

async function serve(door: FastifyInstance, dialect: Dialect, rest: RestDeps): Promise<void> {
  acceptBodies(door, dialect.bodyTypes, rest.bodies);
  door.setErrorHandler((error, request, reply) => sendFailure(dialect, rest, error, request, reply));
  refuseUnknownPaths(door, (request, reply) => {
    const unpaid = rest.charge(request, reply);
    if (unpaid === null && isBrowser(request)) return sendNotFound(reply);
    return sendRefusal(dialect, reply, unpaid ?? { code: 'NO_SUCH_PATH' });
  });

  const all = Object.values(dialect.routes).flat();
  for (const [path, routes] of Map.groupBy(all, (route) => route.path)) {
    for (const route of routes) serveRoute(door, dialect, route, rest);
    refuseOtherMethods(door, dialect, path, routes, rest.charge);
  }
}

function serveRoute(door: FastifyInstance, dialect: Dialect, route: Route, rest: RestDeps): void {
  const kindOf = kindsOf(route.takes.body);
  const url = door.prefix + route.path;
  door.route<{ Params: Record<string, string> }>({
    method: route.method,
    url: route.path,
    exposeHeadRoute: servesHead(route),
    config: takesPictures(route.takes) ? { maxBody: rest.bodies.pictures } : {},
    // Before the body is read, so that nobody can send one without a valid token.
    onRequest: async (request, reply) => {
      request.record.operation = `${request.method} ${url}`;
      const viewer = await rest.admit(request, reply, dialect.credentials(request.headers));
      if (!viewer.ok) return sendRefusal(dialect, reply, viewer.refusal);
      if (viewer.value === null && needsToken(dialect, route))
        return sendRefusal(dialect, reply, { code: 'UNAUTHENTICATED' });
      return undefined;
    },
    handler: async (request, reply) => {
      const fields = request.method === 'GET' ? NO_FIELDS : readFields(request, kindOf);
      const wire = wireRequest(request, request.params, fields);
      const context = { viewer: request.viewer, links: rest.linksFor(request), request: wire };
      const caller = callerOf(request.viewer, request.ip);
      const pay = (points: number) => (points === 0 ? null : spendPoints(rest.rate, reply, caller, points));
      const answer = await route.answer(depsFor(rest.deps, request), context, pay);
      return answer.ok ? send(reply, answer.value) : sendRefusal(dialect, reply, answer.refusal);
    },
  });
}

/** Kinds of a form's fields; a list may also be spelled `name[]` or `name[0]`. */
function kindsOf(declared: Declared = {}): FieldKind {
  const kinds = new Map(
    Object.entries(declared).map(([name, { schema }]) => [name, schema === image ? 'picture' : 'text'] as const),
  );
  return (name) => kinds.get(name.replace(/\[\d*\]$/, '')) ?? null;
}

function wireRequest(
  { url, headers }: FastifyRequest,
  params: Record<string, string>,
  fields: WireRequest['fields'],
): WireRequest {
  const question = url.indexOf('?');
  const key = headers['idempotency-key'];
  return {
    path: question === -1 ? url : url.slice(0, question),
    params,
    query: question === -1 ? NO_QUERY : new URLSearchParams(url.slice(question + 1)),
    fields,
    idempotencyKey: typeof key === 'string' ? key : null,
  };
}

function needsToken(dialect: Dialect, { anonymous, takes }: Route): boolean {
  return dialect.needsToken || (!anonymous && takes.body !== undefined);
}

function servesHead({ method, changes }: Route): boolean {
  return method === 'GET' && !changes;
}

function refuseOtherMethods(
  door: FastifyInstance,
  dialect: Dialect,
  path: string,
  routes: readonly Route[],
  charge: Charge,
): void {
  const served = routes.map(({ method }) => method as string);
  const allowed = [...served, ...(routes.some(servesHead) ? ['HEAD'] : []), 'OPTIONS'];
  door.route({
    method: [...METHODS, 'HEAD'].filter((method) => !allowed.includes(method)),
    url: path,
    // Before the body is read, which is not why this is refused.
    onRequest: async (request, reply) =>
      sendRefusal(dialect, reply, charge(request, reply) ?? { code: 'BAD_METHOD', allowed }),
    handler: async () => undefined,
  });
}

/** Words what is thrown while a request is answered: a refusal, or a fault, which the log alone is told of. */
export function sendFailure(
  dialect: Dialect,
  { bodies }: RestDeps,
  error: unknown,
  request: FastifyRequest,
  reply: FastifyReply,
): FastifyReply {
  const refusal = refusalOf(error);
  if (refusal) {
    const limits = { ...bodies, json: maxBodyOf(request, bodies.json) };
    return sendRefusal(dialect, reply, withExceeded(refusal, request.headers, limits));
  }
  request.log.error({ err: error, reqId: request.id }, 'fault');
  return send(reply, dialect.encodeFault());
}

/** Refuses a request in the dialect's words; also one that fails before the door, as by an unreadable path. */
export function sendRefusal(dialect: Dialect, reply: FastifyReply, refusal: DoorRefusal): FastifyReply {
  setRefusalHeaders(reply, refusal);
  return send(reply, dialect.encodeRefusal(refusal));
}

export function send(reply: FastifyReply, { status, headers, body }: WireAnswer): FastifyReply {
  return reply
    .code(status)
    .headers({ 'cache-control': 'no-store', ...headers })
    .send(body);
}
