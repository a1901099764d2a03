import type { FastifyReply, FastifyRequest } from 'fastify';
import { ok, type Result, refuse } from '../domain/result.ts';

/** Bytes of the smallest body that is counted: 5,000 connections with smaller ones hold 80 MB at most. */
const COUNTED_BYTES = 16 * 1024;
/** Callers that it takes to fill the room: one caller gets a quarter of it. */
const CALLERS_TO_FILL_IT = 4;

/** The account of one body's bytes until its request has been answered. */
export interface Room {
  /** Takes room for received bytes; false when there is none, and from then on for all of this body. */
  take(bytes: number): boolean;
}

declare module 'fastify' {
  interface FastifyRequest {
    /** Null for a body that is too small to be counted. */
    room: Room | null;
  }
}

/** Starts the account of a request's body; null for a body that is not counted. */
export type KeepRoom = (request: FastifyRequest, reply: FastifyReply, caller: string) => Result<Room | null>;

/**
 * Bounds the bytes of all bodies that are held at once, and those of one caller to a part of that. Counts received
 * bytes, not announced ones: otherwise a caller who announces much and sends nothing would keep others out. A body that
 * is alone is always let through.
 */
export function bodiesInFlight(atOnce: number): KeepRoom {
  const share = atOnce / CALLERS_TO_FILL_IT;
  const byCaller = new Map<string, number>();
  let all = 0;

  const hold = (caller: string, bytes: number) => {
    const own = (byCaller.get(caller) ?? 0) + bytes;
    if (own > 0) byCaller.set(caller, own);
    else byCaller.delete(caller);
    all += bytes;
  };
  /** Whether a body that has `has` bytes may get `more`. */
  const fits = (caller: string, has: number, more: number) => {
    const own = byCaller.get(caller) ?? 0;
    return (all === has || all + more <= atOnce) && (own === has || own + more <= share);
  };

  return (request, reply, caller) => {
    // A closed connection emits `close` no more.
    if (!isCounted(request) || reply.raw.destroyed) return ok(null);
    // A refused body is not read to its end, so nothing can follow it.
    const closeAfterAnswer = () => reply.header('connection', 'close');
    if (!fits(caller, 0, 1)) {
      closeAfterAnswer();
      return refuse({ code: 'OVERLOADED' });
    }

    let held = 0;
    let isOver = false;
    const end = () => {
      isOver = true;
      hold(caller, -held);
      held = 0;
    };
    const take = (bytes: number) => {
      if (isOver) return false;
      if (fits(caller, held, bytes)) {
        hold(caller, bytes);
        held += bytes;
        return true;
      }
      end();
      closeAfterAnswer();
      return false;
    };
    reply.raw.once('close', end);
    return ok({ take });
  };
}

function isCounted({ headers }: FastifyRequest): boolean {
  return headers['transfer-encoding'] !== undefined || Number(headers['content-length'] ?? 0) >= COUNTED_BYTES;
}
