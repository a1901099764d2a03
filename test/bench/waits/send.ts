import { request } from 'node:http';

/** A request of some caller, as it is sent. */
export interface Sendable {
  readonly method: string;
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer | null;
}

export interface Answer {
  /** A number of HTTP, or what became of the request instead. */
  readonly status: number | 'cut off' | 'no answer' | 'hung up';
  readonly ms: number;
  readonly bytes: number;
}

/** The longest that any answer is waited for. */
const PATIENCE_MS = 60_000;
let callers = 0;

/** An address of the loopback network that nobody has called from before, and so a full account of points. */
export function freshAddress(): string {
  callers += 1;
  return `127.1.${callers >> 8}.${callers & 255}`;
}

/** Sends it from an address of its own unless one is given, and counts the bytes of the answer without keeping them. */
export function send(
  port: number,
  { method, path, headers, body }: Sendable,
  { localAddress = freshAddress(), hangUpAfterMs = PATIENCE_MS } = {},
): Promise<Answer> {
  const startedAt = performance.now();
  const { promise, resolve } = Promise.withResolvers<Answer>();
  let bytes = 0;
  const finish = (status: Answer['status']) => {
    clearTimeout(patience);
    resolve({ status, bytes, ms: performance.now() - startedAt });
  };
  const sent = request(
    { host: '127.0.0.1', port, method, path, localAddress, agent: false, headers: withLength(headers, body) },
    (response) => {
      response.on('data', (chunk: Buffer) => {
        bytes += chunk.length;
      });
      response.on('end', () => finish(response.statusCode ?? 'cut off'));
      response.on('error', () => finish('cut off'));
    },
  );
  const patience = setTimeout(() => {
    finish(hangUpAfterMs < PATIENCE_MS ? 'hung up' : 'no answer');
    sent.destroy();
  }, hangUpAfterMs);
  sent.on('error', () => finish('cut off'));
  sent.end(body);
  return promise;
}

function withLength(headers: Sendable['headers'], body: Buffer | null): Sendable['headers'] {
  return body === null ? headers : { ...headers, 'content-length': String(body.length) };
}
