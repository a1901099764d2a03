import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Authenticate, TokenHolder } from '../auth/authenticate.ts';
import { ok, type Result } from '../domain/result.ts';
import type { KeepRoom } from './bodies-in-flight.ts';
import { type PresentedCredentials, viewerFrom } from './credentials.ts';
import { callerOf, type RateLimit, spendPoints } from './rate-limit.ts';
import type { DoorRefusal } from './refusals.ts';

/** Finds the caller and takes a point from their account. */
export type Admit = (
  request: FastifyRequest,
  reply: FastifyReply,
  credentials: PresentedCredentials,
) => Promise<Result<TokenHolder | null, DoorRefusal>>;

/** Makes the admission of requests; a null `limit` is none. A caller with a bad token is known by address alone. */
export function admission(authenticate: Authenticate, limit: RateLimit | null, keepRoom: KeepRoom): Admit {
  return async (request, reply, credentials) => {
    const viewer = await viewerFrom(credentials, authenticate);
    const known = viewer.ok ? viewer.value : null;
    const caller = callerOf(known, request.ip);
    const spent = spendPoints(limit, reply, caller, 1);
    if (spent?.ok === false) return spent;
    if (!viewer.ok) return viewer;
    const room = keepRoom(request, reply, caller);
    if (!room.ok) return room;

    request.room = room.value;
    request.viewer = known;
    request.record.userId = known?.userId ?? null;
    return ok(known);
  };
}
