import { randomUUID } from 'node:crypto';
import Fastify, { type FastifyReply, type FastifyRequest } from 'fastify';
import pino from 'pino';
import { standardOutput } from '../../../src/telemetry/output.ts';
import { type GroupRow, openData, type UserRow } from './data.ts';
import { communityGroup, groupFields, groupPage, memberPage } from './json.ts';
import { readSettings } from './settings.ts';
import { viewerReader } from './viewer.ts';

/** (f): Guildhall's statements, rules and answers in routes that are written by hand. */
const settings = readSettings();
const data = openData(settings);
const readViewer = viewerReader(settings.secret);
const base = `http://127.0.0.1:${settings.port}`;
const log = settings.logs ? pino({ base: null, timestamp: pino.stdTimeFunctions.isoTime }, standardOutput()) : null;
const app = Fastify({
  logger: false,
  http: settings.transport,
  genReqId: () => randomUUID(),
  routerOptions: { ignoreTrailingSlash: true },
});

interface Call {
  readonly Params: { readonly id: string };
  readonly Querystring: { readonly first?: string; readonly search?: string };
  readonly Body: unknown;
}

app.addHook('onRequest', async (request, reply) => {
  const viewerId = await readViewer(request.headers);
  if (viewerId === null) return sendJson(reply.code(401), { error: 'bad token' });
  viewers.set(request, viewerId);
  return undefined;
});
const viewers = new WeakMap<FastifyRequest, number>();
const viewerOf = (request: FastifyRequest): number => viewers.get(request) ?? 0;

/** Guildhall's line, without the time of its statements, which (f) does not take. */
if (log !== null) {
  app.addHook('onResponse', async (request, reply) => {
    const { id, method, url, ip, routeOptions } = request;
    const asked = { reqId: id, door: 'rest', operation: `${method} ${routeOptions.url}`, user: viewerOf(request) };
    const ms = Math.round(reply.elapsedTime * 100) / 100;
    log.info({ ...asked, method, path: url, ip, status: reply.statusCode, ms }, 'request');
  });
}

const ownersOf = (groups: readonly GroupRow[]): Map<number, UserRow> =>
  data.users(new Set(groups.flatMap(({ created_by_id, managed_by_id }) => [created_by_id, managed_by_id])));

const communityAnswer = (group: GroupRow) => {
  const users = ownersOf([group]);
  return communityGroup(group, users, data.profiles(users.keys()), base);
};

app.post<Call>('/groups', async (request, reply) => {
  const input = readBody(request.body, PRIVACIES);
  if (input === null) return sendJson(reply.code(400), { error: 'bad input' });
  const created = await data.createGroup(viewerOf(request), input);
  if ('reason' in created) return sendJson(reply, { group: null, userErrors: [created] });
  return sendJson(reply, { group: groupFields(created, ownersOf([created])), userErrors: [] });
});

app.get<Call>('/groups', async (request, reply) => {
  const first = pageSize(request.query.first);
  const { search } = request.query;
  const viewerId = viewerOf(request);
  const found =
    search === undefined ? data.groups(viewerId, first + 1) : await data.search(viewerId, search, first + 1);
  const groups = found.slice(0, first);
  return sendJson(reply, groupPage(groups, ownersOf(groups), found.length > first));
});

app.get<Call>('/groups/:id', async (request, reply) => {
  const group = data.group(viewerOf(request), Number(request.params.id));
  if (group === null) return sendJson(reply.code(404), { error: 'not found' });
  return sendJson(reply, groupFields(group, ownersOf([group])));
});

app.get<Call>('/groups/:id/members', async (request, reply) => {
  const group = data.group(viewerOf(request), Number(request.params.id));
  if (group === null) return sendJson(reply.code(404), { error: 'not found' });
  if (group.privacy === 'PRIVATE' && group.status !== 'SUBSCRIBED')
    return sendJson(reply.code(403), { error: 'hidden' });
  const first = pageSize(request.query.first);
  const found = data.members(group.id, first + 1);
  const members = found.slice(0, first);
  return sendJson(
    reply,
    memberPage(group, members, data.users(members.map(({ user_id }) => user_id)), found.length > first),
  );
});

app.post<Call>('/api/v2/group/', async (request, reply) => {
  const input = readBody(request.body, COMMUNITY_PRIVACIES);
  if (input === null) return sendJson(reply.code(400), { errors: [] });
  const created = await data.createGroup(viewerOf(request), input);
  if ('reason' in created) return sendJson(reply.code(400), { errors: [created] });
  return sendJson(reply.code(201), communityAnswer(created));
});

app.get<Call>('/api/v2/group/:id/', async (request, reply) => {
  const group = data.group(viewerOf(request), Number(request.params.id));
  if (group === null) return sendJson(reply.code(404), { errors: [] });
  return sendJson(reply, communityAnswer(group));
});

const PRIVACIES = { PUBLIC: 'PUBLIC', PRIVATE: 'PRIVATE' } as const;
const COMMUNITY_PRIVACIES = { public: 'PUBLIC', private: 'PRIVATE' } as const;

function readBody(body: unknown, privacies: Readonly<Record<string, 'PUBLIC' | 'PRIVATE'>>) {
  if (typeof body !== 'object' || body === null) return null;
  const { name, description = '', privacy, visible = true } = body as Record<string, unknown>;
  const known = typeof privacy === 'string' ? privacies[privacy] : undefined;
  if (typeof name !== 'string' || typeof description !== 'string' || typeof visible !== 'boolean') return null;
  return known === undefined ? null : { name, description, privacy: known, visible };
}

function pageSize(given: string | undefined): number {
  const size = Number(given ?? 20);
  return Number.isInteger(size) && size >= 0 ? Math.min(size, 100) : 20;
}

function sendJson(reply: FastifyReply, body: unknown): FastifyReply {
  return reply.header('content-type', 'application/json; charset=utf-8').send(JSON.stringify(body));
}

process.once('SIGTERM', async () => {
  await app.close();
  data.close();
});
await app.listen({ port: settings.port, host: '127.0.0.1' });
