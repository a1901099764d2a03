import { TextDecoder } from 'node:util';
import type { FastifyRequest } from 'fastify';
import { LARGE_BODY, ownTurn } from './own-turn.ts';
import { RefusedRequest } from './refusals.ts';

const NOTHING = Buffer.alloc(0);
const utf8 = new TextDecoder('utf-8', { fatal: true });

/** Decodes bytes in their declared charset, by default UTF-8; leaves out the byte order mark. */
export function readText(bytes: Uint8Array, charset: string | null = null): string {
  return textReader(charset)(bytes);
}

/** Makes a decoder for many texts in one charset. */
export function textReader(charset: string | null): (bytes: Uint8Array) => string {
  const decoder = charset === null ? utf8 : decoderOf(charset);
  return (bytes) => {
    try {
      return decoder.decode(bytes);
    } catch {
      throw new RefusedRequest({ code: 'MALFORMED' });
    }
  };
}

export function isUtf16(charset: string): boolean {
  return decoderOf(charset).encoding.startsWith('utf-16');
}

function decoderOf(charset: string): TextDecoder {
  try {
    return new TextDecoder(charset, { fatal: true });
  } catch (cause) {
    if (!(cause instanceof RangeError)) throw cause;
    throw new RefusedRequest({ code: 'UNSUPPORTED_CHARSET' });
  }
}

/**
 * Reads a body to its end, within its limit and the room for all bodies. A large one has a turn of the event loop of its
 * own from here on: whatever its type, the next step takes some milliseconds.
 */
export async function readBytes(request: FastifyRequest, limit: number): Promise<Buffer> {
  const { headers, raw, room } = request;
  // A compressed body can be a thousand times as large as it looks: none is decompressed.
  if (isEncoded(headers['content-encoding'])) throw new RefusedRequest({ code: 'UNSUPPORTED_ENCODING' });
  if (Number(headers['content-length'] ?? 0) > limit) throw new RefusedRequest({ code: 'TOO_LARGE' });
  // Most small bodies come in one packet with their head.
  if (raw.complete && room === null) {
    const bytes: Buffer = raw.read() ?? NOTHING;
    if (bytes.length > limit) throw new RefusedRequest({ code: 'TOO_LARGE' });
    return bytes;
  }
  const { chunks, length } = await readChunks(request, limit);
  if (length >= LARGE_BODY) await ownTurn();
  return Buffer.concat(chunks, length);
}

interface Chunks {
  readonly chunks: readonly Buffer[];
  /** Bytes of all chunks. */
  readonly length: number;
}

function readChunks({ raw, room }: FastifyRequest, limit: number): Promise<Chunks> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let length = 0;

    const settle = (code: 'MALFORMED' | 'TOO_LARGE' | 'OVERLOADED' | null) => {
      raw.off('data', add).off('end', end).off('error', fail);
      if (code === null) resolve({ chunks, length });
      else reject(new RefusedRequest({ code }));
    };
    const add = (chunk: Buffer) => {
      length += chunk.length;
      if (length > limit) return settle('TOO_LARGE');
      if (room?.take(chunk.length) === false) return settle('OVERLOADED');
      return chunks.push(chunk);
    };
    const end = () => settle(null);
    const fail = () => settle('MALFORMED');

    // A request without a body has ended when it comes, and tells so no more.
    if (raw.readableEnded) return settle(null);
    raw.on('data', add).on('end', end).on('error', fail);
  });
}

function isEncoded(contentEncoding: string | undefined): boolean {
  return contentEncoding !== undefined && !/^(identity|[\s,])*$/i.test(contentEncoding);
}
