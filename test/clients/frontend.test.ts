import { execFile } from 'node:child_process';
import { cp, mkdir, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, describe, expect, it } from 'vitest';
import { startServer } from '../support/server.ts';
import { connect, connectTrusted } from './frontend/client.ts';
import { listGroups, startClub, submitGroup } from './frontend/groups.ts';

const run = promisify(execFile);
const server = await startServer();
// Below this folder, so that what is copied finds the same packages.
const folder = await mkdtemp(resolve('test/clients/.frontend-'));
const trusting = await startServer({
  env: { TRUSTED_DOCUMENTS: resolve('test/clients/frontend/generated/persisted-documents.json') },
});
afterAll(async () => {
  await trusting.stop();
  await server.stop();
  await rm(folder, { recursive: true });
});

describe('a typed frontend', () => {
  const client = async () => connect(`${server.url}/graphql`, await server.token(1));

  it('creates a group and lists it', async () => {
    const { card, messages } = await submitGroup(await client(), {
      name: 'Runners',
      privacy: 'PUBLIC',
      description: ' At dawn ',
    });

    expect({ card, messages }).toEqual({ card: 'RUNNERS (yours), public, 1 in it, by user-1: At dawn', messages: [] });
    expect(await listGroups(await client(), 'unn')).toEqual({ cards: [card], total: 1 });
  });

  it('is answered by what was compiled when it asks again', async () => {
    const found = async () =>
      Number(
        /guildhall_cache_lookups_total\{cache="operations",result="hit"\} (\d+)/.exec(
          await (await fetch(`${server.url}/metrics`)).text(),
        )?.[1] ?? 0,
      );
    const before = await found();

    for (let time = 0; time < 5; time += 1) await listGroups(await client(), 'again');

    expect((await found()) - before).toBeGreaterThanOrEqual(3);
  });

  it('works with a server that answers its documents alone', async () => {
    const uri = `${trusting.url}/graphql`;
    const trusted = connectTrusted(uri, await trusting.token(1));
    const { card } = await submitGroup(trusted, { name: 'Trusted', privacy: 'PUBLIC' });
    expect(await listGroups(trusted, 'trus')).toEqual({ cards: [card], total: 1 });

    const others = ['{ viewer { id } }', 'query Groups { groups { totalCount } }'].map((query) =>
      fetch(uri, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify({ query }) }),
    );
    const unknown = fetch(`${uri}?documentId=sha256:00`);
    for (const answer of await Promise.all([...others, unknown])) {
      expect([answer.status, await answer.json()]).toEqual([
        400,
        { errors: [expect.objectContaining({ extensions: { code: 'PERSISTED_QUERY_NOT_FOUND' } })] },
      ]);
    }
  });

  it('reads by name over GET, so that what is read can be cached', async () => {
    const documents: Record<string, string> = JSON.parse(
      await readFile('test/clients/frontend/generated/persisted-documents.json', 'utf8'),
    );
    const [id] = Object.entries(documents).find(([, text]) => text.includes('query Groups')) ?? [''];
    const variables = encodeURIComponent(JSON.stringify({ search: null, after: null }));
    const answer = await fetch(`${trusting.url}/graphql?documentId=${id}&variables=${variables}`);

    expect([answer.status, await answer.json()]).toEqual([200, { data: expect.anything() }]);
  });

  it('starts a club in one tap', async () => {
    expect((await startClub(await client(), 'Chess')).card).toContain('CHESS CLUB');
  });

  it('shows what is wrong beside each field', async () => {
    const { card, messages } = await submitGroup(await client(), { name: ' ', privacy: 'PRIVATE', slug: 'a b' });

    expect({ card, messages }).toEqual({ card: null, messages: ['name: BLANK', 'slug: INVALID'] });
  });
});

describe('a frontend whose types are generated', () => {
  /** Generates types from a changed schema for a copy of the frontend, and compiles it. */
  async function build(name: string, change: (schema: string) => string): Promise<string> {
    const copy = join(folder, name);
    await mkdir(join(copy, 'test/clients'), { recursive: true });
    await cp('test/clients/frontend', join(copy, 'test/clients/frontend'), { recursive: true });
    for (const file of ['codegen.ts', 'tsconfig.json', 'package.json']) await cp(file, join(copy, file));
    await symlink(resolve('node_modules'), join(copy, 'node_modules'));
    await writeFile(join(copy, 'schema.graphql'), change(await readFile('schema.graphql', 'utf8')));

    const bin = (tool: string) => resolve('node_modules/.bin', tool);
    try {
      // Without NODE_ENV=test, which makes it say nothing at all.
      await run(bin('graphql-codegen'), ['--config', 'codegen.ts'], {
        cwd: copy,
        env: { ...process.env, NODE_ENV: '' },
      });
      await run(bin('tsc'), ['-p', 'test/clients/frontend'], { cwd: copy });
      return 'compiles';
    } catch (cause) {
      return JSON.stringify(cause, ['stdout', 'stderr']);
    }
  }

  it('compiles against the schema as it is', async () => {
    expect(await build('same', (schema) => schema)).toBe('compiles');
  });

  it('does not compile when a field that it shows may be null', async () => {
    const output = await build('nullable', (schema) =>
      schema.replace('  description: String!\n', '  description: String\n'),
    );

    expect(output).toContain("'group.description' is possibly 'null'");
  });

  it('does not compile when a field that it asks for has another name', async () => {
    const output = await build('removed', (schema) => schema.replace('  subscribersCount: Int!\n', '  size: Int!\n'));

    expect(output).toContain('Cannot query field \\"subscribersCount\\"');
  });

  it('does not compile when an input that it sends is of another type', async () => {
    const output = await build('input', (schema) =>
      schema.replace('  name: String!\n  "What the group is about', '  name: Int!\n  "What the group is about'),
    );

    expect(output).toContain("Type 'string' is not assignable to type 'number'");
  });
});
