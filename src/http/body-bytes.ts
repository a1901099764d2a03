import type { FastifyRequest } from 'fastify';
import type { Refusal } from '../domain/errors.ts';

/** A body that cannot be read, thrown to the door's error handler. */
export class UnreadableBody extends Error {
  readonly refusal: Refusal;
  constructor(refusal: Refusal) {
    super(`the request body is ${refusal.code}`);
    this.refusal = refusal;
  }
}

const utf8 = new TextDecoder('utf-8', { fatal: true });

export function readText(bytes: Uint8Array): string {
  try {
    return utf8.decode(bytes);
  } catch {
    throw new UnreadableBody({ code: 'MALFORMED' });
  }
}

/** Reads a body to its end, within its limit and the room that is left for bodies. */
export function readBytes({ headers, raw, room }: FastifyRequest, limit: number): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let length = 0;

    const settle = (code: 'MALFORMED' | 'TOO_LARGE' | 'OVERLOADED' | null) => {
      raw.off('data', add).off('end', end).off('error', fail);
      if (code === null) resolve(Buffer.concat(chunks, length));
      else reject(new UnreadableBody({ code }));
    };
    const add = (chunk: Buffer) => {
      length += chunk.length;
      if (length > limit) return settle('TOO_LARGE');
      if (room?.take(chunk.length) === false) return settle('OVERLOADED');
      chunks.push(chunk);
    };
    const end = () => settle(null);
    const fail = () => settle('MALFORMED');

    if (Number(headers['content-length'] ?? 0) > limit) return settle('TOO_LARGE');
    raw.on('data', add).on('end', end).on('error', fail);
  });
}
