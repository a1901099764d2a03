import { mkdir, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { bytesOf, type FuzzRequest } from './requests.ts';

export interface Finding {
  readonly problem: string;
  /** Null for what is about no one request. */
  readonly request: FuzzRequest | null;
  /** Such as what was logged. */
  readonly detail: string;
}

const MOST_TRIES = 120;
/** What takes long to answer is left larger than it could be. */
const SHRUNK_WITHIN_MS = 20_000;

/** What makes two findings the same one. */
export function findingKey(problem: string, request: FuzzRequest | null): string {
  const place = request === null ? '' : `${request.door} ${request.kind} ${request.method}`;
  return `${problem} ${place}`.replace(/\d+/g, 'N');
}

/** A smaller request with the same problem, found by leaving things out for as long as it stays. */
export async function shrink(
  request: FuzzRequest,
  stays: (smaller: FuzzRequest) => Promise<boolean>,
): Promise<FuzzRequest> {
  let smallest = request;
  let tries = 0;
  const until = performance.now() + SHRUNK_WITHIN_MS;
  const attempt = async (smaller: FuzzRequest): Promise<boolean> => {
    tries += 1;
    if (tries > MOST_TRIES || performance.now() > until || !(await stays(smaller))) return false;
    smallest = smaller;
    return true;
  };
  for (const header of request.headers) {
    await attempt({ ...smallest, headers: smallest.headers.filter((other) => other !== header) });
  }
  const { target } = smallest;
  await cut(target.length, (from, to) =>
    attempt({ ...smallest, target: smallest.target.slice(0, from) + smallest.target.slice(to) }),
  );
  const bytes = smallest.wire ?? smallest.body;
  if (bytes) await cut(bytes.length, (from, to) => attempt(without(smallest, from, to)));
  return smallest;
}

/** Tries to leave out halves, then quarters, and so on, from the end. */
async function cut(length: number, attempt: (from: number, to: number) => Promise<boolean>): Promise<void> {
  for (let size = length >> 1; size >= 1; size >>= 1) {
    for (let to = length; to > 0; to -= size) await attempt(Math.max(0, to - size), to);
    if (length / size > 32) return;
  }
}

function without(request: FuzzRequest, from: number, to: number): FuzzRequest {
  const cutOut = (bytes: Buffer) => Buffer.concat([bytes.subarray(0, from), bytes.subarray(to)]);
  if (request.wire) return { ...request, wire: cutOut(request.wire) };
  return { ...request, body: cutOut(request.body ?? Buffer.alloc(0)) };
}

/** Where the bytes of it are kept, to be sent again with `--replay`. */
export async function keep(request: FuzzRequest, name: string): Promise<string> {
  const folder = join(tmpdir(), 'guildhall-fuzz-findings');
  await mkdir(folder, { recursive: true });
  const file = join(folder, `${name}.http`);
  await writeFile(file, bytesOf(request));
  return file;
}

export function toldShortly(request: FuzzRequest): string {
  if (request.wire)
    return `bytes ${request.wire.subarray(0, 200).toString('hex')}${request.wire.length > 200 ? '...' : ''}`;
  const quoted = (text: string) => `'${text.slice(0, 600).replaceAll("'", "'\\''")}'`;
  const headers = request.headers.map(([name, value]) => `-H ${quoted(`${name}: ${value}`)}`);
  const body = request.body === null ? [] : [`--data-binary ${quoted(request.body.toString())}`];
  return [
    'curl -i --path-as-is -X',
    request.method,
    ...headers,
    ...body,
    quoted(`http://localhost:4000${request.target}`),
  ].join(' ');
}
