import { randomUUID } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { loggedPath } from './logged-path.ts';
import type { Metrics } from './metrics.ts';
import { currentRequest, type RequestRecord } from './request-record.ts';
import type { Tracing } from './tracing.ts';

export const REQUEST_ID = 'x-request-id';

/** UTF-16 units of a path in the log: a path can have 16 KB, and thousands can come in a second. */
const MAX_LOGGED_PATH = 256;

/** The caller's id for the request if it is valid; else a new one. */
export function requestId({ headers }: Pick<IncomingMessage, 'headers'>): string {
  const given = headers[REQUEST_ID];
  return typeof given === 'string' && /^[\w.:+/=-]{1,128}$/.test(given) ? given : randomUUID();
}

/** Writes one line in the log, one observation in the metrics and one span in the traces for every request. */
export function observeRequests(
  app: FastifyInstance,
  { doorOf, metrics, tracing }: { doorOf: (path: string) => string; metrics: Metrics; tracing: Tracing | null },
): void {
  app.decorateRequest('record');
  app.decorateRequest('viewer', null);

  app.addHook('onRequest', (request, reply, done) => {
    request.record = newRecord(request.id, doorOf(request.url));
    reply.header(REQUEST_ID, request.id);
    tracing?.requestBegan(request);
    currentRequest.run(request.record, done);
  });

  app.addHook('onResponse', (request, reply, done) => {
    const { record } = request;
    const operation = record.operation ?? operationOf(request);
    const ms = reply.elapsedTime;
    metrics.requestEnded(record, operation, reply.statusCode, ms / 1_000);
    tracing?.requestEnded(request, operation, reply.statusCode);
    request.log.info(lineOf(request, reply.statusCode, ms, operation), 'request');
    done();
  });
}

/** Observes a request that is refused before any hook runs. */
export function observeRefused(request: FastifyRequest, reply: FastifyReply, door: string, metrics: Metrics): void {
  request.record = newRecord(request.id, door);
  metrics.requestEnded(request.record, 'none', reply.statusCode, 0);
  request.log.info(lineOf(request, reply.statusCode, 0, 'none'), 'request');
}

function newRecord(id: string, door: string): RequestRecord {
  return { id, door, operation: null, operationName: null, userId: null, statements: 0, sqlMs: 0 };
}

/** The name of a route, with its parameters' names and not their values; all other paths count as one. */
function operationOf({ method, routeOptions }: FastifyRequest): string {
  return routeOptions.url === undefined ? 'none' : `${method} ${routeOptions.url}`;
}

function lineOf(request: FastifyRequest, status: number, ms: number, operation: string) {
  const { door, operationName, userId, statements, sqlMs } = request.record;
  return {
    reqId: request.id,
    door,
    operation,
    // What is undefined has no place in the line.
    operationName: operationName ?? undefined,
    user: userId,
    method: request.method,
    path: loggedPath(request.url).slice(0, MAX_LOGGED_PATH),
    ip: request.ip,
    status,
    ms: rounded(ms),
    statements,
    sqlMs: rounded(sqlMs),
  };
}

function rounded(milliseconds: number): number {
  return Math.round(milliseconds * 100) / 100;
}
