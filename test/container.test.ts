import { existsSync, globSync } from 'node:fs';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { builtinModules } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { readConfig } from '../src/config.ts';
import { ALLOCATOR } from './fuzz/server.ts';
import { copyProject } from './support/copy-project.ts';
import { type Instruction, readDockerfile } from './support/dockerfile.ts';
import { type Environment, pathOf, run, startProcess } from './support/processes.ts';

const SECRET = 'a secret for tests, of more than 32 bytes';

const read = (path: string) => readFile(pathOf(path), 'utf8');

const instructions = readDockerfile(await read('Dockerfile'));
const textsOf = (name: string, among = instructions) =>
  among.filter((instruction) => instruction.name === name).map(({ text }) => text);
const lastStage = instructions.slice(instructions.findLastIndex(({ name }) => name === 'FROM'));
const buildStage = instructions.slice(0, instructions.length - lastStage.length);
/** The exec form: a JSON array. */
const commandIn = (text = ''): string[] => JSON.parse(text.slice(text.indexOf('[')));
/** What the first stage takes from the project. */
const copied = textsOf('COPY', buildStage).flatMap((text) => text.split(' ').slice(0, -1));
const environment = (among: readonly Instruction[]): Environment =>
  Object.fromEntries(textsOf('ENV', among).flatMap((text) => text.split(' ').map((pair) => pair.split('='))));

/** Pages for browsers, which production has not. */
const OUTSIDE_PRODUCTION = 'src/graphql/explorer/**';

describe('the image', () => {
  it('is made of what there is', async () => {
    const ignored = (await read('.dockerignore')).split('\n').filter((line) => line !== '' && !line.startsWith('#'));

    expect(copied).toEqual([
      'package.json',
      'package-lock.json',
      'schema.graphql',
      'drizzle/sqlite',
      'drizzle/postgres',
      'src',
    ]);
    expect(copied.filter((path) => !existsSync(pathOf(path)))).toEqual([]);
    expect(ignored).toEqual(['*', ...copied.map((path) => `!${path}`)]);
  });

  it('has every file that the code reads', async () => {
    const files = globSync('src/**/*.ts', { cwd: pathOf('.'), exclude: [OUTSIDE_PRODUCTION] });
    const read = await Promise.all(
      files.map(async (file) => {
        const paths = (await readFile(pathOf(file), 'utf8')).matchAll(/new URL\('([^']+)', import\.meta\.url\)/g);
        return [...paths].map(([, path = '']) => join(dirname(file), path));
      }),
    );
    const needed = read.flat().filter((path) => !path.startsWith('node_modules/'));

    expect(needed.length).toBeGreaterThan(2);
    expect(needed.filter((path) => !copied.some((root) => path === root || path.startsWith(`${root}/`)))).toEqual([]);
  });

  it('has every package that the code imports, though none for development', async () => {
    const { dependencies } = JSON.parse(await read('package.json'));
    const files = globSync('src/**/*.ts', { cwd: pathOf('.'), exclude: [OUTSIDE_PRODUCTION] });
    const texts = await Promise.all(files.map((file) => read(file)));
    // Types alone are not imported when the code runs. Names begin with a small letter: `is distinct from 'SUBSCRIBED'` is SQL.
    const imported = texts.flatMap((text) =>
      [...text.matchAll(/(?:^import (?!type)[^;]*?from |^export (?!type)[^;]*?from |import\()'([a-z@][^']*)'/gms)].map(
        ([, name = '']) => /^(@[^/]+\/)?[^/]+/.exec(name)?.[0] ?? name,
      ),
    );
    const packages = [...new Set(imported)].filter(
      (name) => !name.startsWith('node:') && !builtinModules.includes(name),
    );

    expect(packages.length).toBeGreaterThan(8);
    expect(packages.filter((name) => !(name in dependencies))).toEqual([]);
    expect(textsOf('RUN', buildStage)[0]).toBe('npm ci --omit=dev --ignore-scripts');
  });

  it('runs the Node that the tests run', () => {
    const [major, minor] = process.versions.node.split('.');

    expect(textsOf('FROM')).toEqual([`node:${major}.${minor}-slim AS build`, `node:${major}.${minor}-slim`]);
  });

  it('is run by nobody special, keeps its data in one volume, and ends when told', () => {
    const { DATABASE_URL, MEDIA_DIR } = environment(lastStage);

    expect(textsOf('USER', lastStage)).toEqual(['1000:1000']);
    expect(textsOf('VOLUME', lastStage)).toEqual(['/data']);
    expect([DATABASE_URL, MEDIA_DIR]).toEqual(['file:/data/guildhall.db', '/data/media']);
    expect(textsOf('STOPSIGNAL', lastStage)).toEqual(['SIGTERM']);
  });

  it('has few pools of memory, as the fuzzed server has', () => {
    expect(environment(lastStage)).toMatchObject(ALLOCATOR);
  });

  it('has settings that are right once there is a secret', () => {
    const settings = environment(lastStage);

    expect(() => readConfig(settings)).toThrow('JWT_SECRET');
    expect(readConfig({ ...settings, JWT_SECRET: SECRET })).toMatchObject({
      production: true,
      host: '0.0.0.0',
      port: Number(textsOf('EXPOSE', lastStage)[0]),
    });
  });
});

describe('the commands of the image', () => {
  let folder: string;
  let app: string;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'guildhall-container-'));
    app = join(folder, 'app');
    await copyProject(app, copied);
  });

  afterAll(() => rm(folder, { recursive: true }));

  /** As the image sets it, but with data in the temporary folder and at a free port. */
  const settings = (): Environment => {
    const entries = Object.entries(environment(lastStage));
    const own = entries.map(([name, value]) => [name, value.replace('/data', join(folder, 'data'))]);
    return { ...Object.fromEntries(own), PORT: '0', JWT_SECRET: SECRET, LOG_LEVEL: 'silent' };
  };

  it('bundle all of the code, which works', async () => {
    const text = textsOf('RUN', buildStage).find((command) => command.startsWith('node --import ')) ?? '';
    const script = text.replace(/^node /, '');

    const { code, stderr } = await run(settings(), 'sh', '-c', `cd "${app}" && "${process.execPath}" ${script}`);

    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(globSync('node_modules/.cache/server/*/serve.mjs', { cwd: app })).toHaveLength(1);
  });

  it('serve, say whether it serves, and end', async () => {
    const [, ...check] = commandIn(textsOf('HEALTHCHECK', lastStage)[0]);
    const health = (PORT: string) => run({ ...settings(), PORT }, process.execPath, ...check);

    const { scripts } = JSON.parse(await readFile('package.json', 'utf8'));
    expect(commandIn(textsOf('CMD', lastStage)[0]).join(' ')).toBe(scripts.start);
    const server = await startProcess(settings(), app);
    const { port } = new URL(server.url);
    const serving = await health(port);
    const ended = await server.end('SIGTERM');
    const absent = await health(port);

    expect([serving, ended, absent]).toEqual([
      { code: 0, stdout: '', stderr: '' },
      { code: 0, signal: null },
      { code: 1, stdout: '', stderr: '' },
    ]);
  });
});

describe('the compose file', () => {
  it('runs the image as it is to be run', async () => {
    const { services, volumes } = parse(await read('compose.yaml'));
    const { guildhall } = services;
    const port = textsOf('EXPOSE', lastStage)[0];

    expect(Object.keys(services)).toEqual(['guildhall']);
    expect(guildhall).toMatchObject({ build: '.', init: true, read_only: true, cap_drop: ['ALL'], tmpfs: ['/tmp'] });
    expect(guildhall.ports).toEqual([`127.0.0.1:4000:${port}`]);
    expect(guildhall.volumes).toEqual([`data:${textsOf('VOLUME', lastStage)[0]}`]);
    expect(Object.keys(volumes)).toEqual(['data']);
  });

  it('passes settings on that there are, and none that is empty', async () => {
    const { services } = parse(await read('compose.yaml'));
    const passed: Environment = services.guildhall.environment;
    const config = await read('src/config.ts');
    const asEmpty = Object.fromEntries(Object.keys(passed).map((name) => [name, '']));

    expect(Object.keys(passed).filter((name) => !config.includes(`  ${name}: `))).toEqual([]);
    expect(readConfig({ ...environment(lastStage), ...asEmpty, JWT_SECRET: SECRET })).toEqual(
      readConfig({ ...environment(lastStage), JWT_SECRET: SECRET }),
    );
    expect(passed['JWT_SECRET']).toMatch(/^\$\{JWT_SECRET:\?/);
  });
});
