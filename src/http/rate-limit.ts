import type { FastifyReply, FastifyRequest } from 'fastify';
import { LRUCache } from 'lru-cache';
import { ok, type Result, refuse } from '../domain/result.ts';
import { networkOf } from './network.ts';
import type { RequestRefusal } from './refusals.ts';

/** Accounts of points, one for each caller. A full account can be spent at once, and refills evenly within a minute. */
export interface RateLimit {
  /** Takes points from a caller's account, or refuses and takes nothing; a negative number gives some back. */
  spend(caller: string, points: number): { readonly account: Account; readonly result: Result<null, RequestRefusal> };
}

/** An account after points were taken or refused. */
interface Account {
  readonly limit: number;
  readonly remaining: number;
  /** Seconds until the account is full again. */
  readonly reset: number;
}

const MINUTE_MS = 60_000;
/** Accounts that are kept, those used last. A forgotten caller begins with a full one. */
const MAX_CALLERS = 100_000;

/** Makes a token bucket for each caller. `now` is in milliseconds. */
export function rateLimit(limit: number, now: () => number): RateLimit {
  const accounts = new LRUCache<string, { points: number; at: number }>({ max: MAX_CALLERS });
  const perMs = limit / MINUTE_MS;
  const opened = (caller: string, moment: number) => {
    const account = { points: limit, at: moment };
    accounts.set(caller, account);
    return account;
  };

  return {
    spend(caller, points) {
      const moment = now();
      const account = accounts.get(caller) ?? opened(caller, moment);
      account.points = Math.min(limit, account.points + Math.max(0, moment - account.at) * perMs);
      account.at = moment;
      const shown = () => {
        const reset = Math.ceil((limit - account.points) / perMs / 1_000);
        return { limit, remaining: Math.floor(account.points), reset };
      };
      if (account.points < points) {
        // Waiting longer than for a full account never helps.
        const wait = (Math.min(points, limit) - account.points) / perMs;
        const retryAfter = Math.max(1, Math.ceil(wait / 1_000));
        return { account: shown(), result: refuse({ code: 'RATE_LIMITED', limit, points, retryAfter }) };
      }
      account.points = Math.min(limit, account.points - points);
      return { account: shown(), result: ok(null) };
    },
  };
}

/** Names a caller's account: by user, or by network for callers without a token. */
export function callerOf(viewer: { readonly userId: number } | null, ip: string): string {
  return viewer === null ? `address ${networkOf(ip)}` : `user ${viewer.userId}`;
}

/** Takes points and shows the account in the answer's headers; null for no limit. */
export function spendPoints(
  limit: RateLimit | null,
  reply: FastifyReply,
  caller: string,
  points: number,
): Result<null, RequestRefusal> | null {
  if (limit === null) return null;
  const { account, result } = limit.spend(caller, points);
  setRateHeaders(reply, account);
  return result;
}

/** Takes a point by address for requests that reach no operation; returns the refusal when there is none left. */
export type Charge = (request: FastifyRequest, reply: FastifyReply) => RequestRefusal | null;

export function chargeByAddress(limit: RateLimit | null): Charge {
  return (request, reply) => {
    const spent = spendPoints(limit, reply, callerOf(null, request.ip), 1);
    return spent?.ok === false ? spent.refusal : null;
  };
}

function setRateHeaders(reply: FastifyReply, { limit, remaining, reset }: Account): void {
  reply.header('ratelimit-limit', limit).header('ratelimit-remaining', remaining).header('ratelimit-reset', reset);
}
