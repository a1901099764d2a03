import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { request } from 'node:http';
import { setTimeout as wait } from 'node:timers/promises';
import { afterAll, describe, expect, it, onTestFinished } from 'vitest';
import { z } from 'zod';
import { type ServerProcess, startOwnProcess } from '../support/processes.ts';
import { community } from '../support/tokens.ts';

const line = z.looseObject({ worker: z.number().optional(), msg: z.string().optional(), died: z.number().optional() });

const SETTINGS = { WORKERS: '2', DRAIN_SECONDS: '0' };
const { remove, ...server } = await startOwnProcess(SETTINGS);

afterAll(remove);

/** A server that its test ends. */
async function startAnother(): Promise<ServerProcess> {
  const another = await startOwnProcess(SETTINGS);
  onTestFinished(another.remove);
  return another;
}

const logOf = (server: ServerProcess) =>
  server
    .output()
    .split('\n')
    .filter(Boolean)
    .map((text) => line.parse(JSON.parse(text)));

/** Waits until the log has a line that meets this. */
async function logged(server: ServerProcess, meets: (one: z.infer<typeof line>) => boolean) {
  for (;;) {
    const found = logOf(server).find(meets);
    if (found !== undefined) return found;
    await wait(20);
  }
}

/** Asks on a connection of its own, so that workers take turns. */
async function ask(server: ServerProcess, path: string, init: RequestInit = {}) {
  const response = await fetch(`${server.url}${path}`, {
    ...init,
    headers: { connection: 'close', 'content-type': 'application/json', ...init.headers },
  });
  return { status: response.status, text: await response.text() };
}

async function create(server: ServerProcess, name: string, key: string = crypto.randomUUID()) {
  const query = `mutation { createGroup(input: { name: "${name}", privacy: PUBLIC, idempotencyKey: "${key}" }) {
    group { id } userErrors { code } } }`;
  return ask(server, '/graphql', {
    method: 'POST',
    headers: { authorization: `Bearer ${await community()}` },
    body: JSON.stringify({ query }),
  });
}

/** Sends an operation up to its body, which it holds back until `finish`. */
async function beginToAsk({ url }: ServerProcess) {
  const body = JSON.stringify({ query: '{ __typename }' });
  const headers = { 'content-type': 'application/json', 'content-length': body.length, expect: '100-continue' };
  const asked = request(`${url}/graphql`, { method: 'POST', headers, agent: false });
  asked.flushHeaders();
  await once(asked, 'continue');
  return {
    async finish(): Promise<number | undefined> {
      const answered = once(asked, 'response');
      asked.end(body);
      const [response] = await answered;
      response.resume();
      return response.statusCode;
    },
  };
}

const manyTimes = <Value>(times: number, step: (index: number) => Promise<Value>) =>
  Promise.all(Array.from({ length: times }, (_, index) => step(index)));

describe('several processes on one port', () => {
  it('share the requests, and tell their metrics in one', async () => {
    await manyTimes(40, () => ask(server, '/api/v2/group/search/'));

    const { text } = await ask(server, '/metrics');
    const [, counted] = /guildhall_request_seconds_count\{door="selfcommunity",[^}]*\} (\d+)/.exec(text) ?? [];
    expect(counted).toBe('40');
    expect(new Set(logOf(server).flatMap(({ worker }) => worker ?? []))).toEqual(new Set([1, 2]));
  });

  it('find at once what another one has written', async () => {
    const found = await manyTimes(20, async (index) => {
      await create(server, `Lantern ${index}`);
      return manyTimes(3, () => ask(server, `/api/v2/group/search/?search=lantern+${index}&limit=1`));
    });

    expect(new Set(found.flat().map(({ status, text }) => `${status} ${JSON.parse(text).count > 0}`))).toEqual(
      new Set(['200 true']),
    );
  });

  it('make one group of twenty calls with one idempotency key', async () => {
    await manyTimes(20, () => create(server, 'Chess', 'the-same-key'));

    expect(JSON.parse((await ask(server, '/api/v2/group/search/?search=chess')).text).count).toBe(1);
  });

  it('replace one that is killed, and say so', async () => {
    const pid = await pidOfSomeWorker(server);

    process.kill(pid, 'SIGKILL');

    expect(await logged(server, ({ died }) => died !== undefined)).toMatchObject({ signal: 'SIGKILL' });
    await logged(server, ({ worker }) => worker === 3);
    expect((await manyTimes(10, () => ask(server, '/healthz'))).map(({ status }) => status)).toEqual(
      Array.from({ length: 10 }, () => 200),
    );
  });

  it('end together, with what they have begun answered', async () => {
    const another = await startAnother();
    const begun = await beginToAsk(another);

    const ending = another.end();
    await logged(another, ({ msg }) => msg === 'ending');
    const status = await begun.finish();

    expect(status).toBe(200);
    expect(await ending).toEqual({ code: 0, signal: null });
    expect(logOf(another).at(-1)).toMatchObject({ msg: 'all workers have ended' });
  });

  it('end by themselves when the primary process is killed', async () => {
    const another = await startAnother();
    const pid = await pidOfSomeWorker(another);

    await another.end('SIGKILL');

    await expect.poll(() => isRunning(pid), { timeout: 30_000 }).toBe(false);
  });

  it('say once why they cannot start', async () => {
    const { port } = new URL(server.url);

    await expect(startOwnProcess({ ...SETTINGS, PORT: port })).rejects.toThrow(
      new RegExp(`^The server ended before it was open: Guildhall cannot start: PORT ${port} is in use [^\n]*\n$`),
    );
  });
});

/** The process that answers, as Linux lists the children of the primary process. */
async function pidOfSomeWorker(server: ServerProcess): Promise<number> {
  const { pid } = server.process;
  const children = await readFile(`/proc/${pid}/task/${pid}/children`, 'utf8');
  return Number(children.trim().split(' ').at(-1));
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}
