import { mkdir, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { build } from 'esbuild';
import { signCommunityToken } from '../../src/auth/sign-token.ts';
import type { Block } from './guide-blocks.ts';
import { pathOf, run, startOwnProcess } from './processes.ts';
import { graphql } from './requests.ts';
import { SECRET } from './secret.ts';

/** Whoever follows a page block by block, with a fresh server, in folders of their own. */
export interface GuideReader {
  /** What doing as the block says gives; throws when it fails. */
  follow(block: Block): Promise<string>;
  /** As it stands in the page, with this server's address in place of the usual one. */
  addressed(text: string): string;
  /** Compiles the frontend that the page has written so far. */
  compile(): Promise<string>;
  leave(): Promise<void>;
}

const LINKED = ['package.json', 'src', 'drizzle', 'node_modules'];
const FRONTEND_TSCONFIG = {
  compilerOptions: {
    strict: true,
    noEmit: true,
    target: 'es2024',
    lib: ['es2024', 'dom', 'dom.iterable'],
    module: 'esnext',
    moduleResolution: 'bundler',
    jsx: 'react-jsx',
    types: ['node'],
    skipLibCheck: true,
    verbatimModuleSyntax: true,
  },
  include: ['*.ts', 'src'],
};
/** What a browser has, and Node has not. */
const BROWSER = 'globalThis.sessionStorage = { getItem: () => process.env.TOKEN };';
/** What snippets take for granted. */
const GIVEN = `const token = process.env.TOKEN, accessToken = token, clientId = 'client', clientSecret = 'secret';`;

/** `inFrontend` says whose folder the shell is in: the frontend's, or that of Guildhall. */
export async function openGuide({ inFrontend }: { readonly inFrontend: boolean }): Promise<GuideReader> {
  const folder = await mkdtemp(join(tmpdir(), 'guildhall-guide-'));
  const [guildhall, frontend] = [join(folder, 'guildhall'), join(folder, 'frontend')];
  await Promise.all([guildhall, frontend].map((path) => mkdir(path)));
  for (const name of LINKED) await symlink(pathOf(name), join(guildhall, name));
  await symlink(pathOf('node_modules'), join(frontend, 'node_modules'));
  await writeFile(join(frontend, 'package.json'), '{ "type": "module" }');
  await writeFile(join(frontend, 'tsconfig.json'), JSON.stringify(FRONTEND_TSCONFIG));
  const variables = join(folder, 'variables');
  await writeFile(variables, `TOKEN=${await signCommunityToken(SECRET, { userId: 7, expires: '1h' })}\n`);

  const server = await startOwnProcess({ LOG_LEVEL: 'warn', DATABASE_URL: `file:${join(folder, 'guildhall.db')}` });
  const { host } = new URL(server.url);
  const env = {
    PATH: `${pathOf('node_modules/.bin')}:${process.env['PATH']}`,
    HOME: folder,
    DATABASE_URL: `file:${join(folder, 'guildhall.db')}`,
    JWT_SECRET: SECRET,
  };
  /** Variables stay from one to the next. */
  async function shell(script: string, cwd: string): Promise<string> {
    const whole = `set -ea; cd ${cwd}; . ${variables}; ${script}\nexport -p > ${variables}`;
    const { code, stdout, stderr } = await run(env, 'sh', '-c', whole);
    if (code !== 0) throw new Error(`${script} ended with ${code}: ${stdout}${stderr}`);
    return stdout;
  }

  /** A file of the frontend: documents get their types first, and whatever is its source runs. */
  async function keep(name: string, text: string): Promise<string> {
    const path = join(frontend, name);
    await mkdir(dirname(path), { recursive: true });
    await writeFile(path, text);
    if (!name.startsWith('src/')) return '';
    if (text.includes('graphql(`')) await shell('graphql-codegen', frontend);
    const outfile = join(frontend, 'bundle.mjs');
    await build({
      entryPoints: [path],
      outfile,
      bundle: true,
      format: 'esm',
      platform: 'node',
      packages: 'external',
      jsx: 'automatic',
      banner: { js: BROWSER },
    });
    return shell('node bundle.mjs', frontend);
  }

  async function script(text: string): Promise<string> {
    await writeFile(join(guildhall, 'snippet.mjs'), `${GIVEN}\n${text}`);
    return shell('node snippet.mjs', guildhall);
  }

  async function post(query: string): Promise<string> {
    const token = (await shell('printf %s "$TOKEN"', guildhall)) || null;
    const { body } = await graphql(server.url, query, { token });
    if (body.errors) throw new Error(JSON.stringify(body.errors));
    return JSON.stringify(body);
  }

  const addressed = (text: string) => text.replaceAll('localhost:4000', host);
  return {
    addressed,
    follow({ language, text }) {
      const said = addressed(text);
      const [, file] = /^\/\/ ([\w./-]+)\n/.exec(said) ?? [];
      if (file !== undefined && ['ts', 'tsx'].includes(language)) return keep(file, said);
      if (language === 'sh') return shell(said, inFrontend ? frontend : guildhall);
      if (language === 'js') return script(said);
      if (language === 'graphql') return post(said);
      throw new Error(`Nobody knows how to run a block of ${language || 'no language'}: ${text}`);
    },
    compile: () => shell('tsc', frontend),
    async leave() {
      await server.remove();
      await rm(folder, { recursive: true });
    },
  };
}

/** Packages that a line installs and that are not here, so that nobody can say that it works with them. */
export async function missingPackages(text: string): Promise<readonly string[]> {
  const { dependencies, devDependencies } = JSON.parse(await readFile(pathOf('package.json'), 'utf8'));
  const named = text.split(/\s+/).filter((word) => word !== '' && !['npm', 'i', '-D'].includes(word));
  return named.filter((name) => !(name in { ...dependencies, ...devDependencies }));
}
