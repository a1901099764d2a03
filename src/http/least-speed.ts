import type { Server, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import type { Limits } from '../config/limits.ts';
import { answerOn, bytesTaken } from './sockets.ts';

/** Milliseconds between two checks of all connections. A check of 5,000 takes 2 ms. */
const LOOK_MS = 500;
/** Factor of the time that answers have: a kernel buffers in large steps when somebody reads in small ones. */
const ANSWER_WINDOWS = 3;

/** A body that is received, or an answer that waits for its reader. */
interface Transfer {
  readonly kind: 'body' | 'answer';
  readonly answer: ServerResponse;
  /** Bytes of the connection transferred by the start of the current window, and the time of that. */
  readonly bytes: number;
  readonly since: number;
  readonly began: number;
}

/**
 * Closes connections on which a body or the reading of an answer is slower than the least speed in any window; a body
 * gets a 408 first. When too many bytes of answers wait, those that have waited longest are closed.
 */
export function requireSpeed(server: Server, { bytesPerSecond, seconds, waitingBytes }: Limits['transfers']): void {
  const transfers = new Map<Socket, Transfer | null>();
  server.on('connection', (socket: Socket) => {
    transfers.set(socket, null);
    socket.once('close', () => transfers.delete(socket));
  });

  const isTooSlow = (before: Transfer, { bytes, since }: Transfer) =>
    bytes - before.bytes < (bytesPerSecond * (since - before.since)) / 1_000;

  const look = (now: number) => {
    for (const [socket, before] of transfers) {
      const present = transferOn(socket, now);
      const isSame = present !== null && present.answer === before?.answer && present.kind === before.kind;
      if (!isSame) {
        transfers.set(socket, present);
      } else if (now - before.since >= windowOf(before.kind, seconds)) {
        if (isTooSlow(before, present)) cut(server, socket, before.kind);
        else transfers.set(socket, { ...present, began: before.began });
      }
    }
    cutLongestWaiting(transfers, waitingBytes);
  };

  const looks = setInterval(() => look(performance.now()), LOOK_MS);
  looks.unref();
  server.once('close', () => clearInterval(looks));
}

function transferOn(socket: Socket, now: number): Transfer | null {
  const answer = answerOn(socket);
  if (answer === null) return null;
  if (!answer.req.complete && !answer.writableEnded) {
    return { kind: 'body', answer, bytes: socket.bytesRead, since: now, began: now };
  }
  if (socket.writableLength === 0) return null;
  return { kind: 'answer', answer, bytes: bytesTaken(socket), since: now, began: now };
}

function windowOf(kind: Transfer['kind'], seconds: number): number {
  return seconds * 1_000 * (kind === 'answer' ? ANSWER_WINDOWS : 1);
}

function cut(server: Server, socket: Socket, kind: Transfer['kind']): void {
  if (kind === 'answer') return void socket.destroy();
  // Node answers in this way when a request as a whole takes too long.
  const cause = Object.assign(new Error('a body comes too slowly'), { code: 'ERR_HTTP_REQUEST_TIMEOUT' });
  server.emit('clientError', cause, socket);
}

function cutLongestWaiting(transfers: ReadonlyMap<Socket, Transfer | null>, most: number): void {
  const waiting = [...transfers].flatMap(([socket, transfer]) =>
    transfer?.kind === 'answer' ? [{ socket, began: transfer.began }] : [],
  );
  let bytes = waiting.reduce((sum, { socket }) => sum + socket.writableLength, 0);
  if (bytes <= most) return;
  for (const { socket } of waiting.sort((one, other) => one.began - other.began)) {
    bytes -= socket.writableLength;
    socket.destroy();
    if (bytes <= most) return;
  }
}
