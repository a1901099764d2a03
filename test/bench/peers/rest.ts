import { randomUUID } from 'node:crypto';
import Fastify, { type FastifyReply, type FastifyRequest } from 'fastify';
import pino from 'pino';
import { standardOutput } from '../../../src/telemetry/output.ts';
import {
  type GroupRow,
  type MemberRow,
  type NewGroup,
  ownerIds,
  type ProfileRow,
  type Refused,
  type UserRow,
} from './data.ts';
import { communityGroup, groupFields, groupPage, memberPage } from './json.ts';
import type { PeerSettings } from './settings.ts';
import { viewerReader } from './viewer.ts';

/**
 * Guildhall's rules and answers in routes that are written by hand, with its transport and its line in the log. The
 * invariant: all that (f) and (p) differ in is where their rows come from.
 */

type Later<Value> = Value | Promise<Value>;

/** What the routes read and write: at once, or later. */
export interface Rows {
  createGroup(viewerId: number, input: NewGroup): Promise<GroupRow | Refused>;
  group(viewerId: number, id: number): Later<GroupRow | null>;
  groups(viewerId: number, limit: number): Later<readonly GroupRow[]>;
  search(viewerId: number, text: string, limit: number): Promise<readonly GroupRow[]>;
  members(groupId: number, limit: number): Later<readonly MemberRow[]>;
  users(ids: Iterable<number>): Later<ReadonlyMap<number, UserRow>>;
  profiles(ids: Iterable<number>): Later<ReadonlyMap<number, ProfileRow>>;
  close(): unknown;
}

interface Call {
  readonly Params: { readonly id: string };
  readonly Querystring: { readonly first?: string; readonly search?: string };
  readonly Body: unknown;
}

/** Starts to answer. */
export async function serveRest({ port, secret, transport, logs }: PeerSettings, rows: Rows): Promise<void> {
  const readViewer = viewerReader(secret);
  const base = `http://127.0.0.1:${port}`;
  const log = logs ? pino({ base: null, timestamp: pino.stdTimeFunctions.isoTime }, standardOutput()) : null;
  const app = Fastify({
    logger: false,
    http: transport,
    genReqId: () => randomUUID(),
    routerOptions: { ignoreTrailingSlash: true },
  });

  app.addHook('onRequest', async (request, reply) => {
    const viewerId = await readViewer(request.headers);
    if (viewerId === null) return sendJson(reply.code(401), { error: 'bad token' });
    viewers.set(request, viewerId);
    return undefined;
  });
  const viewers = new WeakMap<FastifyRequest, number>();
  const viewerOf = (request: FastifyRequest): number => viewers.get(request) ?? 0;

  // Guildhall's line, without the time of its statements, which these do not take.
  if (log !== null) {
    app.addHook('onResponse', async (request, reply) => {
      const { id, method, url, ip, routeOptions } = request;
      const asked = { reqId: id, door: 'rest', operation: `${method} ${routeOptions.url}`, user: viewerOf(request) };
      const ms = Math.round(reply.elapsedTime * 100) / 100;
      log.info({ ...asked, method, path: url, ip, status: reply.statusCode, ms }, 'request');
    });
  }

  const ownersOf = (groups: readonly GroupRow[]) => rows.users(ownerIds(groups));

  const communityAnswer = async (group: GroupRow) => {
    const users = await ownersOf([group]);
    return communityGroup(group, users, await rows.profiles(users.keys()), base);
  };

  app.post<Call>('/groups', async (request, reply) => {
    const input = readBody(request.body, PRIVACIES);
    if (input === null) return sendJson(reply.code(400), { error: 'bad input' });
    const created = await rows.createGroup(viewerOf(request), input);
    if ('reason' in created) return sendJson(reply, { group: null, userErrors: [created] });
    return sendJson(reply, { group: groupFields(created, await ownersOf([created])), userErrors: [] });
  });

  app.get<Call>('/groups', async (request, reply) => {
    const first = pageSize(request.query.first);
    const { search } = request.query;
    const viewerId = viewerOf(request);
    const found =
      search === undefined ? await rows.groups(viewerId, first + 1) : await rows.search(viewerId, search, first + 1);
    const groups = found.slice(0, first);
    return sendJson(reply, groupPage(groups, await ownersOf(groups), found.length > first));
  });

  app.get<Call>('/groups/:id', async (request, reply) => {
    const group = await rows.group(viewerOf(request), Number(request.params.id));
    if (group === null) return sendJson(reply.code(404), { error: 'not found' });
    return sendJson(reply, groupFields(group, await ownersOf([group])));
  });

  app.get<Call>('/groups/:id/members', async (request, reply) => {
    const group = await rows.group(viewerOf(request), Number(request.params.id));
    if (group === null) return sendJson(reply.code(404), { error: 'not found' });
    if (group.privacy === 'PRIVATE' && group.status !== 'SUBSCRIBED')
      return sendJson(reply.code(403), { error: 'hidden' });
    const first = pageSize(request.query.first);
    const found = await rows.members(group.id, first + 1);
    const members = found.slice(0, first);
    const users = await rows.users(members.map(({ user_id }) => user_id));
    return sendJson(reply, memberPage(group, members, users, found.length > first));
  });

  app.post<Call>('/api/v2/group/', async (request, reply) => {
    const input = readBody(request.body, COMMUNITY_PRIVACIES);
    if (input === null) return sendJson(reply.code(400), { errors: [] });
    const created = await rows.createGroup(viewerOf(request), input);
    if ('reason' in created) return sendJson(reply.code(400), { errors: [created] });
    return sendJson(reply.code(201), await communityAnswer(created));
  });

  app.get<Call>('/api/v2/group/:id/', async (request, reply) => {
    const group = await rows.group(viewerOf(request), Number(request.params.id));
    if (group === null) return sendJson(reply.code(404), { errors: [] });
    return sendJson(reply, await communityAnswer(group));
  });

  process.once('SIGTERM', async () => {
    await app.close();
    await rows.close();
  });
  await app.listen({ port, host: '127.0.0.1' });
}

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
