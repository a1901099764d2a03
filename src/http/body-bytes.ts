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
export async function readBytes(request: FastifyRequest, limit: number): Promise<Buffer> {
  const chunks: Buffer[] = [];
  await readToEnd(request, limit, (chunk) => chunks.push(chunk));
  return Buffer.concat(chunks);
}

/** Resolves at the end of a body, whoever else reads it too; throws as soon as more of it has come than is taken. */
export function readToEnd(
  { headers, raw, room }: FastifyRequest,
  limit: number,
  use: (chunk: Buffer) => void = () => undefined,
): Promise<void> {
  return new Promise((resolve, reject) => {
    let length = 0;

    const settle = (code: 'MALFORMED' | 'TOO_LARGE' | 'OVERLOADED' | null) => {
      raw.off('data', add).off('end', end).off('error', fail);
      if (code === null) resolve();
      else reject(new UnreadableBody({ code }));
    };
    const add = (chunk: Buffer) => {
      length += chunk.length;
      if (length > limit) return settle('TOO_LARGE');
      if (room?.take(chunk.length) === false) return settle('OVERLOADED');
      return use(chunk);
    };
    const end = () => settle(null);
    const fail = () => settle('MALFORMED');

    if (Number(headers['content-length'] ?? 0) > limit) return settle('TOO_LARGE');
    raw.on('data', add).on('end', end).on('error', fail);
  });
}
