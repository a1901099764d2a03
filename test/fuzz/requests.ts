export type Door = 'graphql' | 'selfcommunity' | 'rooms' | 'none';
export type Kind = 'valid' | 'document' | 'body' | 'header' | 'path' | 'bytes' | 'dear';
export type Header = readonly [name: string, value: string];

export interface FuzzRequest {
  /** The door that it was made for. */
  readonly door: Door;
  readonly kind: Kind;
  readonly method: string;
  /** As it is sent: one byte a character. */
  readonly target: string;
  /** As they are sent, without `Host` and without what the length of the body is told by. */
  readonly headers: readonly Header[];
  readonly body: Buffer | null;
  /** What is sent in place of all this, when it is not what a client would make of it. */
  readonly wire?: Buffer;
}

const FRAMING = /^(content-length|transfer-encoding)$/i;

/** The whole request as bytes; the length of the body is added where no header tells of it. */
export function bytesOf({ method, target, headers, body, wire }: FuzzRequest): Buffer {
  if (wire) return wire;
  const isFramed = body === null || headers.some(([name]) => FRAMING.test(name));
  const all: readonly Header[] = [
    ['host', 'fuzz.example.org'],
    ...headers,
    ...(isFramed ? [] : [['content-length', String(body.length)] as const]),
    ['connection', 'close'],
  ];
  const head = [`${method} ${target} HTTP/1.1`, ...all.map(([name, value]) => `${name}: ${value}`), '', ''].join(
    '\r\n',
  );
  return Buffer.concat([Buffer.from(head, 'latin1'), body ?? Buffer.alloc(0)]);
}

/** Whether the server can tell where it ends, so that it has to answer: a length that was put in may tell of a body that never comes. */
export function isFramed({ wire, headers }: FuzzRequest): boolean {
  return wire === undefined && !headers.some(([name]) => FRAMING.test(name));
}

export function bytesText(text: string): string {
  return Buffer.from(text).toString('latin1');
}
