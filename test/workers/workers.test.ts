import { once } from 'node:events';
import { copyFile, mkdtemp, readdir, readFile, rename, rm } from 'node:fs/promises';
import { request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { afterAll, describe, expect, it, onTestFinished } from 'vitest';
import { z } from 'zod';
import { freePort } from '../support/free-port.ts';
import { picture } from '../support/pictures.ts';
import { type Environment, type ServerProcess, startOwnProcess } from '../support/processes.ts';
import { send } from '../support/requests.ts';
import { community } from '../support/tokens.ts';

const line = z.looseObject({
  worker: z.number().optional(),
  msg: z.string().optional(),
  died: z.number().optional(),
  err: z.looseObject({ code: z.string().optional() }).optional(),
});

const SETTINGS = { WORKERS: '2', DRAIN_SECONDS: '0' };
/** A picture in four sizes, and its original. */
const PICTURE_FILES = 5;
const mediaFolder = await mkdtemp(join(tmpdir(), 'guildhall-workers-'));
const { remove, ...server } = await startOwnProcess({ ...SETTINGS, MEDIA_DIR: mediaFolder });

afterAll(async () => {
  await remove();
  await rm(mediaFolder, { recursive: true });
});

/** A server that its test ends. */
async function startAnother(settings: Environment = {}, node?: string): Promise<ServerProcess> {
  const another = await startOwnProcess({ ...SETTINGS, ...settings }, node);
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
    group { id name } userErrors { code } } }`;
  return ask(server, '/graphql', {
    method: 'POST',
    headers: { authorization: `Bearer ${await community()}` },
    body: JSON.stringify({ query }),
  });
}

const creation = z.object({
  data: z.object({
    createGroup: z.object({
      group: z.object({ id: z.string(), name: z.string() }).nullable(),
      userErrors: z.array(z.object({ code: z.string() })),
    }),
  }),
});

/** The group that a call was told of, or why there is none. */
function told({ text }: Awaited<ReturnType<typeof create>>) {
  const { group, userErrors } = creation.parse(JSON.parse(text)).data.createGroup;
  return { group, code: userErrors[0]?.code ?? null };
}

const countOf = async (search: string): Promise<number> =>
  JSON.parse((await ask(server, `/api/v2/group/search/?search=${search}`)).text).count;

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

    const counted = async () => {
      const { text } = await ask(server, '/metrics');
      return /guildhall_request_seconds_count\{door="selfcommunity",[^}]*\} (\d+)/.exec(text)?.[1];
    };
    // A worker that does not say within two seconds counts with what it told before.
    await expect.poll(counted).toBe('40');
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

  describe('that are called at once with one idempotency key', () => {
    it('make one group with one picture, and tell all of that one whom they do not refuse', async () => {
      const pixels = new Blob([new Uint8Array(await picture('png', { width: 2000, height: 2000 }))], {
        type: 'image/png',
      });
      const answers = await manyTimes(12, async () => {
        const body = new FormData();
        body.set('name', 'Chess');
        body.set('privacy', 'public');
        body.set('image_original', pixels, 'a.png');
        return send(`${server.url}/api/v2/group/`, {
          token: await community(),
          body,
          headers: { connection: 'close', 'idempotency-key': 'of a picture' },
        });
      });

      for (const { status } of answers) expect([201, 409]).toContain(status);
      const told = answers.flatMap(({ status, body }) => (status === 201 ? JSON.stringify(body) : []));
      expect(new Set(told).size).toBe(1);
      expect(await countOf('chess')).toBe(1);
      expect((await readdir(mediaFolder)).length).toBe(PICTURE_FILES);
    });

    it('make one group of two bodies, whichever comes first, and refuse the other one', async () => {
      for (let round = 0; round < 10; round += 1) {
        const names = [`Left twin${round}`, `Right twin${round}`] as const;
        const call = async (name: string) => ({ name, ...told(await create(server, name, `key ${round}`)) });
        const calls = await manyTimes(12, (index) => call(names[index % 2 === 0 ? 0 : 1]));
        const later = await Promise.all(names.map(call));

        const made = calls.find(({ group }) => group !== null)?.group;
        const answers = names.map((name) =>
          name === made?.name ? { name, group: made, code: null } : { name, group: null, code: 'IDEMPOTENCY_CONFLICT' },
        );
        const toldToWait = names.map((name) => ({ name, group: null, code: 'IDEMPOTENCY_IN_FLIGHT' }));
        for (const one of calls) expect([...answers, ...toldToWait]).toContainEqual(one);
        expect(later).toEqual(answers);
        expect(await countOf(`twin${round}`)).toBe(1);
      }
    });

    it('make the one group that can be made, of calls for a name that is free and for one that is taken', async () => {
      await create(server, 'Taken');
      const call = async (name: string) => ({ name, ...told(await create(server, name, 'of a taken name')) });

      const calls = await manyTimes(12, (index) => call(index % 2 === 0 ? 'Taken' : 'Free'));
      const { group } = await call('Free');

      expect(group?.name).toBe('Free');
      const toldToWait = { group: null, code: 'IDEMPOTENCY_IN_FLIGHT' };
      const outcomes = {
        Free: [toldToWait, { group, code: null }],
        Taken: [toldToWait, { group: null, code: 'UNIQUE' }, { group: null, code: 'IDEMPOTENCY_CONFLICT' }],
      };
      for (const { name, ...outcome } of calls) {
        expect(name === 'Free' ? outcomes.Free : outcomes.Taken).toContainEqual(outcome);
      }
      expect([await countOf('taken'), await countOf('free')]).toEqual([1, 1]);
    });
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

  it('are replaced when all die at once, and end when they are told before that', async () => {
    const another = await startAnother({ PORT: String(await freePort()) });
    const deaths = () => logOf(another).filter(({ died }) => died !== undefined).length;
    const killAll = async () => {
      const killed = await pidsOfWorkers(another);
      const expected = deaths() + killed.length;
      for (const pid of killed) process.kill(pid, 'SIGKILL');
      await expect.poll(deaths, { timeout: 30_000 }).toBeGreaterThanOrEqual(expected);
    };

    // The first to die is replaced at once, each later one after a pause.
    await killAll();
    await killAll();
    const answered = async () => (await ask(another, '/healthz')).status;
    await expect.poll(() => answered().catch(() => null), { timeout: 60_000 }).toBe(200);
    await killAll();

    expect(await another.end()).toEqual({ code: 0, signal: null });
  });

  it('still tell what one counted that is stuck or was killed', async () => {
    const another = await startAnother();
    const counted = async () => {
      const { text } = await ask(another, '/metrics');
      return {
        requests: /guildhall_request_seconds_count\{door="selfcommunity",[^}]*\} (\d+)/.exec(text)?.[1],
        versions: text.match(/^nodejs_version_info\{/gm)?.length,
      };
    };
    await manyTimes(20, () => ask(another, '/api/v2/group/search/'));
    const before = await counted();
    const pid = await pidOfSomeWorker(another);

    process.kill(pid, 'SIGSTOP');
    // One of two connections is led to the worker that is not stuck.
    const asked = [counted(), counted()];
    const whileStuck = await Promise.race(asked);
    process.kill(pid, 'SIGCONT');
    await Promise.all(asked);
    process.kill(pid, 'SIGKILL');
    await logged(another, ({ died }) => died !== undefined);

    expect([before, whileStuck, await counted()]).toEqual(
      Array.from({ length: 3 }, () => ({ requests: '20', versions: 1 })),
    );
  });

  it('are started as soon as the system can start any again', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'guildhall-node-'));
    onTestFinished(() => rm(folder, { recursive: true }));
    const [node, elsewhere] = [join(folder, 'node'), join(folder, 'elsewhere')];
    await copyFile(process.execPath, node);
    const another = await startAnother({}, node);

    // As while it is replaced by a newer one.
    await rename(node, elsewhere);
    process.kill(await pidOfSomeWorker(another), 'SIGKILL');
    await logged(another, ({ err }) => err?.code === 'ENOENT');
    await rename(elsewhere, node);

    await expect.poll(() => pidsOfWorkers(another), { timeout: 60_000 }).toHaveLength(2);
    expect(await another.end()).toEqual({ code: 0, signal: null });
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

  it('say that a signal kept them from starting', async () => {
    const kill = `import cluster from 'node:cluster'; if (cluster.isWorker) process.kill(process.pid, 'SIGKILL')`;
    const NODE_OPTIONS = `--import=data:text/javascript,${encodeURIComponent(kill)}`;

    await expect(startOwnProcess({ ...SETTINGS, NODE_OPTIONS })).rejects.toThrow(
      /: Guildhall cannot start: SIGKILL ended its first worker before it was open\.\n$/,
    );
  });
});

async function pidOfSomeWorker(server: ServerProcess): Promise<number> {
  return Number((await pidsOfWorkers(server)).at(-1));
}

/** The processes that answer, as Linux lists the children of the primary process, once there are any. */
async function pidsOfWorkers({ process: { pid } }: ServerProcess): Promise<number[]> {
  for (;;) {
    const children = (await readFile(`/proc/${pid}/task/${pid}/children`, 'utf8')).trim();
    if (children !== '') return children.split(' ').map(Number);
    await wait(20);
  }
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}
