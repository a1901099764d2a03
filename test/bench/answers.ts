import { setTimeout as wait } from 'node:timers/promises';
import { isDeepStrictEqual } from 'node:util';
import type { Size } from './seed.ts';
import type { Server } from './servers.ts';
import { headersOf, NUMBER, type Request, type Workload, type WorkloadName, workloadOf } from './workloads.ts';

const CHECKED = 12;
const START_PATIENCE_MS = 30_000;
const RETRY_MS = 2;
/** Far from the numbers that the load generator counts up from. */
const CHECK_NUMBER = 999_000_000;

/** Headers that `fetch` writes itself. */
const FETCH_ITSELF = new Set(['host', 'connection', 'content-length']);

/** What the first server answered on the same data, which all others have to answer too. */
const expected = new Map<string, readonly unknown[]>();

/** Throws when a server answers otherwise than the one before it. */
export async function checkAnswers(server: Server, workload: Workload, size: Size, token: string): Promise<void> {
  const requests = (await workload.requests(server.kind.dialect, size)).slice(0, CHECKED);
  const answers: unknown[] = [];
  for (const [index, request] of requests.entries()) {
    const port = server.ports[index % server.ports.length] ?? server.ports[0];
    answers.push(comparable(await ask(port, request, token, CHECK_NUMBER + index), server, workload.name));
  }
  const key = `${workload.name} ${size.groups}`;
  const first = expected.get(key) ?? answers;
  expected.set(key, first);
  const read = server.kind.dialect === 'postgraphile' ? withoutConventions : (value: unknown) => value;
  for (const [index, answer] of answers.entries()) {
    const [got, wanted] = [read(answer), read(first[index])];
    if (!isDeepStrictEqual(got, wanted))
      throw new Error(
        `${server.kind.name} answers ${workload.name} otherwise:\n${differing(got)}\nand not\n${differing(wanted)}`,
      );
  }
}

/** Waits until a group can be read of every instance, and says how long after `since` that was, in ms. */
export async function firstAnswer(
  server: Server,
  size: Size,
  token: string,
  since: number,
  workload: Workload = workloadOf('W3'),
): Promise<number> {
  const [request] = await workload.requests(server.kind.dialect, size);
  if (request === undefined) throw new Error('nothing to ask');
  while (performance.now() - since < START_PATIENCE_MS) {
    const asked = server.ports.map((port) => ask(port, request, token, CHECK_NUMBER).catch(() => null));
    const answers = await Promise.all(asked);
    if (!answers.includes(null)) {
      for (const answer of answers) comparable(answer, server, workload.name);
      return performance.now() - since;
    }
    await wait(RETRY_MS);
  }
  throw new Error(`${server.kind.name} has not answered for ${START_PATIENCE_MS} ms`);
}

async function ask(port: number, request: Request, token: string, number: number): Promise<unknown> {
  const { method, path, body } = request;
  const response = await fetch(`http://127.0.0.1:${port}${path}`, {
    method,
    headers: headersOf(request, `127.0.0.1:${port}`, token)
      .filter(([name]) => !FETCH_ITSELF.has(name.toLowerCase()))
      .map(([name, value]): [string, string] => [name, value]),
    ...(body !== undefined && { body: body.replace(NUMBER, String(number)) }),
    signal: AbortSignal.timeout(10_000),
  });
  if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${await response.text()}`);
  return response.json();
}

/** An answer without what may differ: addresses, and the moment at which a group was made just now. */
function comparable(answer: unknown, { kind }: Server, name: WorkloadName): unknown {
  const text = JSON.stringify(answer).replaceAll(/127\.0\.0\.1:\d+/g, 'host');
  const isNow = (key: string) => (name === 'W1' && key === 'createdAt') || (name === 'R1' && key === 'created_at');
  const plain: unknown = JSON.parse(text, (key, value) => (isNow(key) ? undefined : value));
  if (kind.dialect === 'rest' || name.startsWith('R')) return plain;
  const { data, errors } = plain as { data?: Record<string, unknown>; errors?: unknown };
  if (errors !== undefined) throw new Error(`${kind.name} answers ${name} with errors: ${JSON.stringify(errors)}`);
  const [, value] = Object.entries(data ?? {}).find(([field]) => field !== '__typename') ?? [];
  if (value === null || value === undefined) throw new Error(`${kind.name} answers ${name} with nothing: ${text}`);
  return value;
}

/** PostGraphile spells ids, cursors and moments otherwise, has no user errors, and counts only when it is asked. */
function withoutConventions(answer: unknown): unknown {
  const left = ['id', 'endCursor', 'userErrors', 'totalCount'];
  return JSON.parse(JSON.stringify(answer), (key, value) => {
    if (left.includes(key)) return undefined;
    return key === 'createdAt' || key === 'since' ? Date.parse(value) : value;
  });
}

function differing(answer: unknown): string {
  return (JSON.stringify(answer) ?? '').slice(0, 1_500);
}
