import type { FastifyReply, FastifyRequest } from 'fastify';
import { ok, type Result, refuse } from '../domain/result.ts';

/** Smaller ones are not counted. */
const COUNTED_BYTES = 16 * 1024;

/** Keeps room for the body of a request until it has been answered, or refuses it. */
export type KeepRoom = (request: FastifyRequest, reply: FastifyReply) => Result<null>;

/**
 * Bounds the bytes of all bodies that are held at once. A body counts as what it says of its length; one that says
 * nothing, as the largest that is read.
 */
export function bodiesInFlight({ atOnce, largest }: { readonly atOnce: number; readonly largest: number }): KeepRoom {
  let held = 0;
  return ({ headers }, reply) => {
    const length = headers['transfer-encoding'] === undefined ? Number(headers['content-length'] ?? 0) : largest;
    const bytes = Math.min(length, largest);
    if (bytes < COUNTED_BYTES) return ok(null);
    if (held + bytes > atOnce) {
      reply.header('connection', 'close');
      return refuse({ code: 'OVERLOADED' });
    }
    held += bytes;
    reply.raw.once('close', () => {
      held -= bytes;
    });
    return ok(null);
  };
}
