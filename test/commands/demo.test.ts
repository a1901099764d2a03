import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { examine } from '../../src/commands/examine.ts';
import { folderFiles } from '../../src/images/folder-files.ts';
import { maintenanceOf } from '../../src/store/maintenance.ts';
import { LOAD_FAST, pathOf } from '../support/processes.ts';
import { graphql, send } from '../support/requests.ts';

const NAMES = ['MANAGER', 'MEMBER', 'STRANGER', 'REVIEWER'] as const;

interface Demo {
  readonly process: ChildProcess;
  readonly folder: string;
  readonly ended: Promise<unknown[]>;
  output(): string;
}

const demos: Demo[] = [];
afterAll(async () => {
  for (const { process, ended, folder } of demos) {
    process.kill('SIGKILL');
    await ended;
    await rm(folder, { recursive: true });
  }
});

/** With a folder of its own for what is temporary, and settings that must not count. */
async function startDemo(): Promise<Demo> {
  const folder = await mkdtemp(join(tmpdir(), 'guildhall-test-demo-'));
  const { PATH = '' } = process.env;
  const env = { PATH, TMPDIR: folder, PORT: '0', NODE_ENV: 'production', DATABASE_URL: 'file:/nowhere/at/all.db' };
  const child = spawn(process.execPath, [...LOAD_FAST, pathOf('src/commands/demo.ts')], { env });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text) => {
      output += text;
    });
  }
  const demo = { process: child, folder, ended: once(child, 'close'), output: () => output };
  demos.push(demo);
  return demo;
}

async function until(demo: Demo, isSo: () => boolean | Promise<boolean>): Promise<void> {
  while (!(await isSo())) {
    if (demo.process.exitCode !== null) throw new Error(`it ended: ${demo.output()}`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

const dataOf = async ({ folder }: Demo) => (await readdir(folder)).filter((name) => name.startsWith('guildhall-demo-'));

describe('npm run demo', () => {
  let demo: Demo;
  let url: string;
  const tokens = new Map<string, string>();
  const tokenOf = (name: (typeof NAMES)[number]) => tokens.get(name) ?? '';

  beforeAll(async () => {
    demo = await startDemo();
    await until(demo, () => demo.output().includes('Ctrl-C'));
    url = /open at (http:\S+)/.exec(demo.output())?.[1] ?? '';
    for (const name of NAMES) tokens.set(name, new RegExp(`^${name}=(\\S+)$`, 'm').exec(demo.output())?.[1] ?? '');
  });

  it('prints the address of the explorer, which is there', async () => {
    expect(demo.output()).toContain(`${url}/graphql`);
    const { data } = (await graphql(url, '{ __schema { queryType { name } } }')).body;
    expect(data).toEqual({ __schema: { queryType: { name: 'Query' } } });
  });

  it.each(NAMES)('prints a token of a %s that works at all doors', async (name) => {
    const token = tokenOf(name);

    expect((await graphql(url, '{ viewer { username } }', { token })).body.data.viewer.username).toMatch(
      /^[a-z.]+\d+$/,
    );
    expect((await send(`${url}/api/v2/user/me/`, { token })).status).toBe(200);
    expect((await send(`${url}/v1/rooms/joined-rooms`, { headers: { 'x-auth-token': token } })).status).toBe(200);
  });

  it('has something to see for each of them', async () => {
    const count = async (name: (typeof NAMES)[number], list: string) =>
      (await graphql(url, `{ ${list} { totalCount } }`, { token: tokenOf(name) })).body.data;
    const all = { groups: { totalCount: expect.any(Number) } };
    const [manager, member, stranger] = await Promise.all(
      (['MANAGER', 'MEMBER', 'STRANGER'] as const).map((name) => count(name, 'groups')),
    );

    expect([manager, member, stranger]).toEqual([all, all, all]);
    expect(stranger.groups.totalCount).toBeGreaterThan(100);
    expect(manager.groups.totalCount).toBeGreaterThan(stranger.groups.totalCount);
    expect(member.groups.totalCount).toBeGreaterThan(stranger.groups.totalCount);
    expect(await count('REVIEWER', 'pageRequests')).toEqual({ pageRequests: { totalCount: 4 } });
  });

  it('has made everything as it has to be', async () => {
    const [data = ''] = await dataOf(demo);
    const folder = join(demo.folder, data);

    const findings = [];
    for await (const finding of examine(
      maintenanceOf(`file:${join(folder, 'guildhall.db')}`),
      folderFiles(join(folder, 'media')),
    ))
      findings.push(finding);
    expect(findings).toEqual([]);
  });

  // To SIGHUP, which a server does not know, it answers with a SIGTERM.
  it.each(['SIGINT', 'SIGHUP'] as const)('ends on %s, and leaves nothing', async (signal) => {
    const other = signal === 'SIGINT' ? demo : await startDemo();
    await until(other, () => other.output().includes('Ctrl-C'));
    other.process.kill(signal);

    expect(await other.ended).toEqual([0, null]);
    expect(await dataOf(other)).toEqual([]);
  });

  it('leaves nothing when it is ended before it is ready', async () => {
    const other = await startDemo();
    await until(other, async () => (await dataOf(other)).length > 0);
    other.process.kill('SIGTERM');

    expect(await other.ended).toEqual([0, null]);
    expect(await dataOf(other)).toEqual([]);
    expect(other.output()).toMatch(/^(Making an example community, which takes some seconds\.\n)?$/);
  });
});
