import type { FastifyReply, FastifyRequest } from 'fastify';
import { ok, type Result, refuse } from '../domain/result.ts';
import type { Limits } from '../limits.ts';

/** Smaller ones are not counted. */
const COUNTED_BYTES = 16 * 1024;
/** So many callers have to come together to fill the room. */
const CALLERS_TO_FILL_IT = 4;

/** Keeps room for the body of a caller's request until it has been answered, or refuses it. */
export type KeepRoom = (request: FastifyRequest, reply: FastifyReply, caller: string) => Result<null>;

/**
 * Bounds the bytes of all bodies that are held at once, and of those of one caller to a part of that. A body counts as
 * what it says of its length; one that says nothing, as the most that is read of its kind. One is let through always.
 */
export function bodiesInFlight(atOnce: number, limits: Limits['bodies']): KeepRoom {
  const byCaller = new Map<string, number>();
  let all = 0;

  const hold = (caller: string, bytes: number) => {
    const own = (byCaller.get(caller) ?? 0) + bytes;
    if (own > 0) byCaller.set(caller, own);
    else byCaller.delete(caller);
    all += bytes;
  };

  return (request, reply, caller) => {
    const bytes = bytesOf(request, limits);
    // Who has gone already closes no more.
    if (bytes < COUNTED_BYTES || reply.raw.destroyed) return ok(null);
    const own = byCaller.get(caller) ?? 0;
    const isFull = all > 0 && all + bytes > atOnce;
    if (isFull || (own > 0 && own + bytes > atOnce / CALLERS_TO_FILL_IT)) {
      reply.header('connection', 'close');
      return refuse({ code: 'OVERLOADED' });
    }
    hold(caller, bytes);
    reply.raw.once('close', () => hold(caller, -bytes));
    return ok(null);
  };
}

function bytesOf({ headers, record }: FastifyRequest, limits: Limits['bodies']): number {
  const multipart = headers['content-type']?.toLowerCase().startsWith('multipart/');
  const other = record.door === 'graphql' ? limits.graphql : limits.json;
  const most = multipart ? limits.upload : other;
  return headers['transfer-encoding'] === undefined ? Math.min(Number(headers['content-length'] ?? 0), most) : most;
}
