import { connect } from 'node:net';
import { bytesOf, type FuzzRequest, isFramed } from './requests.ts';

export interface Answer {
  readonly status: number;
  readonly contentType: string;
  /** All that came, heads and bodies, one byte a character. */
  readonly everything: string;
  readonly body: Buffer;
  readonly ms: number;
}

/** An answer; or that the connection ended, or that nothing came in time. */
export type Outcome =
  | { readonly kind: 'answer'; readonly answer: Answer }
  | { readonly kind: 'closed' | 'silent'; readonly ms: number; readonly got: string };

/** Longer than any answer may take, and shorter than the server waits for the rest of a request. */
const WAIT_MS = 21_000;
/** For the rest of what never comes: then the connection is ended from here. */
const UNFRAMED_WAIT_MS = 150;
/** What Node's client says of requests that it does not send. */
const REFUSED_BY_CLIENT = new Set([
  'UND_ERR_INVALID_ARG',
  'UND_ERR_NOT_SUPPORTED',
  'UND_ERR_REQ_CONTENT_LENGTH_MISMATCH',
  'ERR_INVALID_URL',
]);
const MOST_BYTES = 64 * 1024 * 1024;

/** Sends it on a connection of its own, byte for byte. */
export function exchangeRaw(port: number, request: FuzzRequest, unframedWaitMs = UNFRAMED_WAIT_MS): Promise<Outcome> {
  const startedAt = performance.now();
  const elapsed = () => performance.now() - startedAt;
  const { promise, resolve } = Promise.withResolvers<Outcome>();
  const socket = connect({ port, host: '127.0.0.1', allowHalfOpen: true });
  const chunks: Buffer[] = [];
  let size = 0;

  const finish = (kind: 'closed' | 'silent') => {
    clearTimeout(silence);
    clearTimeout(rest);
    socket.destroy();
    const everything = Buffer.concat(chunks);
    const answer = parseAnswer(everything, request.method, elapsed());
    resolve(answer ? { kind: 'answer', answer } : { kind, ms: elapsed(), got: everything.toString('latin1') });
  };
  const silence = setTimeout(() => finish('silent'), WAIT_MS);
  const rest = isFramed(request) ? undefined : setTimeout(() => socket.end(), unframedWaitMs);
  socket.on('data', (chunk) => {
    chunks.push(chunk);
    size += chunk.length;
    if (size > MOST_BYTES) finish('silent');
  });
  socket.on('end', () => finish('closed'));
  // What was sent to a connection that the server has closed.
  socket.on('error', () => finish('closed'));
  socket.on('close', () => finish('closed'));
  socket.write(bytesOf(request));
  return promise;
}

/** Sends it as Node's own client does; null when that refuses to. */
export async function exchangeFetched(
  url: string,
  { method, target, headers, body }: FuzzRequest,
): Promise<Outcome | null> {
  const startedAt = performance.now();
  try {
    const given = headers.map(([name, value]): [string, string] => [name, value]);
    const response = await fetch(`${url}${target}`, {
      method,
      headers: given,
      redirect: 'manual',
      signal: AbortSignal.timeout(WAIT_MS),
      ...(body !== null && { body: new Uint8Array(body) }),
    });
    const bytes = Buffer.from(await response.arrayBuffer());
    const contentType = response.headers.get('content-type') ?? '';
    const ms = performance.now() - startedAt;
    return {
      kind: 'answer',
      answer: { status: response.status, contentType, everything: bytes.toString('latin1'), body: bytes, ms },
    };
  } catch (cause) {
    const ms = performance.now() - startedAt;
    if (cause instanceof Error && cause.name === 'TimeoutError') return { kind: 'silent', ms, got: '' };
    const code = codeOf(cause);
    return code === null || REFUSED_BY_CLIENT.has(code) ? null : { kind: 'closed', ms, got: code };
  }
}

function codeOf(cause: unknown): string | null {
  if (!(cause instanceof Error) || !(cause.cause instanceof Error)) return null;
  return 'code' in cause.cause ? String(cause.cause.code) : null;
}

/** The first answer that is no mere interim one; null when it is not there as a whole. */
function parseAnswer(bytes: Buffer, method: string, ms: number): Answer | null {
  const everything = bytes.toString('latin1');
  let from = 0;
  for (;;) {
    const end = everything.indexOf('\r\n\r\n', from);
    if (end === -1) return null;
    const head = everything.slice(from, end);
    const status = Number(/^HTTP\/1\.[01] (\d{3}) /.exec(head)?.[1]);
    if (Number.isNaN(status)) return null;
    from = end + 4;
    if (status < 200 && status !== 101) continue;
    const body = bodyOf(bytes.subarray(from), head, method === 'HEAD' || status === 204 || status === 304);
    const contentType = /^content-type: *(.*)$/im.exec(head)?.[1] ?? '';
    return body && { status, contentType, everything, body, ms };
  }
}

function bodyOf(bytes: Buffer, head: string, isBodyless: boolean): Buffer | null {
  if (isBodyless) return Buffer.alloc(0);
  const length = /^content-length: *(\d+)/im.exec(head)?.[1];
  if (length !== undefined) return bytes.length >= Number(length) ? bytes.subarray(0, Number(length)) : null;
  return /^transfer-encoding: *chunked/im.test(head) ? dechunked(bytes) : bytes;
}

function dechunked(bytes: Buffer): Buffer | null {
  const chunks: Buffer[] = [];
  for (let at = 0; ; ) {
    const line = bytes.indexOf('\r\n', at);
    const size = line === -1 ? Number.NaN : Number.parseInt(bytes.toString('latin1', at, line), 16);
    if (Number.isNaN(size)) return null;
    if (size === 0) return Buffer.concat(chunks);
    chunks.push(bytes.subarray(line + 2, line + 2 + size));
    at = line + 2 + size + 2;
  }
}
