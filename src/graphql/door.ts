// The GraphQL door: one path, on which pages for browsers stand beside the API. What is refused before Apollo sees it is
// refused here, in Apollo's form; what is answered is never kept by a cache.
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Limits } from '../config/limits.ts';
import type { SharedDeps } from '../domain/deps.ts';
import type { Admit } from '../http/admission.ts';
import { acceptJson } from '../http/bodies.ts';
import { isBrowser } from '../http/browser.ts';
import { bearerCredentials } from '../http/credentials.ts';
import { depsFor } from '../http/deps-for.ts';
import { refusalOf, setRefusalHeaders, withExceeded } from '../http/failures.ts';
import { type Charge, callerOf, type RateLimit, spendPoints } from '../http/rate-limit.ts';
import type { DoorRefusal } from '../http/refusals.ts';
import type { Links } from '../links.ts';
import type { Metrics } from '../telemetry/metrics.ts';
import { answerLimit } from './apollo/answer-limit.ts';
import { compiledExecution } from './apollo/compiled-execution.ts';
import { costLimit, refund } from './apollo/cost-limit.ts';
import { type Executor, executor } from './apollo/execute.ts';
import { namedForTheLog } from './apollo/operation-names.ts';
import { startApollo } from './apollo/start-apollo.ts';
import { statusByMediaType, statusOfRefusedReads } from './apollo/status-by-media-type.ts';
import { wrongVariables } from './apollo/wrong-variables.ts';
import { bytesInTurns } from './bytes-in-turns.ts';
import { isCrossSite } from './cross-site.ts';
import type { ErrorCode } from './errors/error-codes.ts';
import { topLevelError } from './errors/top-level-error.ts';
import { closedPage } from './explorer/closed.ts';
import { browserPages, type SandboxReachable } from './explorer/pages.ts';
import { documentOf, type GraphQLRequest, graphqlRequest } from './http-request.ts';
import { exceededBy } from './limits/operation-limits.ts';
import type { TrustedDocuments } from './limits/trusted-documents.ts';
import { JSON_TYPE, mediaTypeFor } from './media-type.ts';
import { newRequestContext, type RequestContext } from './request-context.ts';

export interface GraphQLDeps {
  readonly deps: SharedDeps;
  readonly admit: Admit;
  readonly limits: Limits;
  /** The only documents that are answered; null for all. */
  readonly trusted: TrustedDocuments | null;
  /** The limit from which points are taken for what costs more than one; null for none. */
  readonly rate: RateLimit | null;
  /** Takes a point for a request with a method that is not answered. */
  readonly charge: Charge;
  readonly linksFor: (request: FastifyRequest) => Links;
  readonly production: boolean;
  readonly metrics: Metrics;
  readonly sandboxReachable: SandboxReachable;
}

export const GRAPHQL_PATH = '/graphql';
const ALLOWED = ['GET', 'POST', 'OPTIONS'];

/** Opens the door, behind the same authentication and body limits as the other doors. */
export async function graphqlDoor(door: FastifyInstance, options: GraphQLDeps): Promise<void> {
  const { operation } = options.limits;
  const compiled = compiledExecution(operation);
  const apollo = await startApollo({
    production: options.production,
    plugins: [
      namedForTheLog,
      costLimit(operation.rows),
      wrongVariables,
      compiled.plugin,
      answerLimit(operation.answer),
      refund,
      statusByMediaType,
      statusOfRefusedReads,
    ],
    resolverEnded: options.metrics.resolverEnded,
    limits: operation,
    logFault: (error) => door.log.error({ err: error }, 'fault'),
  });
  const execute = executor(apollo, compiled);
  door.addHook('onClose', () => apollo.stop());

  // Each answer is for one caller. Only the files of the explorer are for all, and say so themselves.
  door.addHook('onRequest', (_request, reply, done) => {
    reply.header('cache-control', 'no-store');
    done();
  });
  door.removeAllContentTypeParsers();
  acceptJson(door, () => options.limits.bodies.graphql, options.limits.bodies.values);
  door.setErrorHandler((error, request, reply) => {
    const refusal = refusalOf(error);
    const { graphql, upload } = options.limits.bodies;
    if (refusal) return sendRefusal(reply, withExceeded(refusal, request.headers, { json: graphql, upload }));
    request.log.error({ err: error, reqId: request.id }, 'fault');
    return sendError(reply, 500, 'INTERNAL_SERVER_ERROR', 'Something went wrong on our side.');
  });

  const openPage = options.production ? closedPage() : browserPages(door, GRAPHQL_PATH, options.sandboxReachable);
  door.route<{ Querystring: Record<string, unknown> }>({
    method: ['GET', 'POST'],
    url: GRAPHQL_PATH,
    exposeHeadRoute: false,
    onRequest: async (request, reply) => {
      const viewer = await options.admit(request, reply, bearerCredentials(request.headers));
      return viewer.ok ? undefined : sendRefusal(reply, viewer.refusal);
    },
    handler: (request, reply) => {
      if (isBrowser(request) && !(options.production && holdsOperation(request))) return openPage(request, reply);
      if (request.method === 'GET' && isCrossSite(request, reply)) return sendCrossSite(reply);
      const accept = mediaTypeFor(request.headers.accept);
      if (accept === null) return sendNotAcceptable(reply);
      const { metrics } = options;
      const deps = depsFor(options.deps, request);
      const { viewer, record } = request;
      const spend = (points: number) => spendPoints(options.rate, reply, callerOf(viewer, request.ip), points);
      const context = newRequestContext({ deps, metrics, links: options.linksFor(request), viewer, record, spend });
      const asked = graphqlRequest(request, accept);
      const trusted = options.trusted === null ? asked : options.trusted(asked);
      if (trusted === null) return sendUntrusted(reply);
      const exceeded = exceededBy(documentOf(trusted), operation);
      if (exceeded !== null) return sendRefusal(reply, { code: 'TOO_LARGE', exceeded });
      return send(execute, context, trusted, reply);
    },
  });
  door.route({
    method: ['HEAD', 'PUT', 'PATCH', 'DELETE', 'TRACE'],
    url: GRAPHQL_PATH,
    onRequest: async (request, reply) =>
      sendRefusal(reply, options.charge(request, reply) ?? { code: 'BAD_METHOD', allowed: ALLOWED }),
    handler: async () => undefined,
  });
}

function holdsOperation({ query }: FastifyRequest<{ Querystring: Record<string, unknown> }>): boolean {
  return ['query', 'documentId', 'extensions'].some((name) => name in query);
}

async function send(execute: Executor, context: RequestContext, request: GraphQLRequest, reply: FastifyReply) {
  const { status, headers, body } = await execute(request, context);
  reply.code(status);
  // Apollo would let caches keep the answer that a persisted query is not found.
  for (const [name, value] of headers) if (name !== 'cache-control') reply.header(name, value);
  return reply.send(await bytesInTurns(body));
}

function sendUntrusted(reply: FastifyReply): FastifyReply {
  const message = 'Only the documents that this server was started with are answered.';
  return sendError(reply, 400, 'PERSISTED_QUERY_NOT_FOUND', message);
}

function sendCrossSite(reply: FastifyReply): FastifyReply {
  const message = 'A page of another site may have sent this. Use POST, with the type application/json.';
  return sendError(reply, 400, 'BAD_REQUEST', message);
}

function sendNotAcceptable(reply: FastifyReply): FastifyReply {
  const message = 'Answers are application/graphql-response+json or application/json, and neither is accepted.';
  return sendError(reply, 406, 'BAD_REQUEST', message);
}

function sendRefusal(reply: FastifyReply, refusal: DoorRefusal): FastifyReply {
  setRefusalHeaders(reply, refusal);
  const { status, code, message } = topLevelError(refusal);
  return sendError(reply, status, code, message);
}

function sendError(reply: FastifyReply, status: number, code: ErrorCode, message: string): FastifyReply {
  return reply
    .code(status)
    .header('cache-control', 'no-store')
    .type(mediaTypeFor(reply.request.headers.accept) ?? JSON_TYPE)
    .send(JSON.stringify({ errors: [{ message, extensions: { code } }] }));
}
