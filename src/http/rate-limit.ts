import type { FastifyReply } from 'fastify';
import { LRUCache } from 'lru-cache';
import { ok, type Result, refuse } from '../domain/result.ts';
import { networkOf } from './network.ts';

/** What a caller may spend: so much at once, which comes back evenly within a minute. */
export interface RateLimit {
  /** Takes this many points from a caller's account, or refuses and takes nothing; a negative number gives some back. */
  spend(caller: string, points: number): Result<Account>;
}

export interface Account {
  readonly limit: number;
  readonly remaining: number;
  /** Seconds until all of it is there again. */
  readonly reset: number;
}

const MINUTE_MS = 60_000;
/** The accounts of callers who were here last; whoever is forgotten begins with a full one. */
const MAX_CALLERS = 100_000;

/** A bucket of tokens for each caller. `now` is in milliseconds. */
export function rateLimit(limit: number, now: () => number): RateLimit {
  const accounts = new LRUCache<string, { points: number; at: number }>({ max: MAX_CALLERS });
  const perMs = limit / MINUTE_MS;

  return {
    spend(caller, points) {
      const moment = now();
      const account = accounts.get(caller) ?? { points: limit, at: moment };
      account.points = Math.min(limit, account.points + Math.max(0, moment - account.at) * perMs);
      account.at = moment;
      accounts.set(caller, account);
      if (account.points < points) {
        // What can never be afforded is not worth waiting for longer than a full account takes.
        const wait = (Math.min(points, limit) - account.points) / perMs;
        return refuse({ code: 'RATE_LIMITED', limit, points, retryAfter: Math.max(1, Math.ceil(wait / 1_000)) });
      }
      account.points = Math.min(limit, account.points - points);
      const reset = Math.ceil((limit - account.points) / perMs / 1_000);
      return ok({ limit, remaining: Math.floor(account.points), reset });
    },
  };
}

/** For callers who have a token, or whose address is all that is known. */
export function callerOf(viewer: { readonly userId: number } | null, ip: string): string {
  return viewer === null ? `address ${networkOf(ip)}` : `user ${viewer.userId}`;
}

/** Takes points and shows in the answer how the account stands then; null for no limit. */
export function spendPoints(
  limit: RateLimit | null,
  reply: FastifyReply,
  caller: string,
  points: number,
): Result<Account> | null {
  const spent = limit?.spend(caller, points) ?? null;
  if (spent?.ok) setRateHeaders(reply, spent.value);
  return spent;
}

function setRateHeaders(reply: FastifyReply, { limit, remaining, reset }: Account): void {
  reply.header('ratelimit-limit', limit).header('ratelimit-remaining', remaining).header('ratelimit-reset', reset);
}
