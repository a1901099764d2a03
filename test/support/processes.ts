import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';
import { SECRET } from './secret.ts';

export type Environment = Readonly<Record<string, string>>;

export interface ServerProcess {
  /** Without a trailing slash. */
  readonly url: string;
  readonly process: ChildProcess;
  /** All that it has written to standard output. */
  output(): string;
  end(signal?: NodeJS.Signals): Promise<{ readonly code: number | null; readonly signal: NodeJS.Signals | null }>;
}

/** Milliseconds after which a command is ended that hangs: more than any takes on a busy machine. */
const TIMEOUT = 180_000;
/** As the scripts of package.json start everything. */
export const LOAD_FAST = ['--import', new URL('../../src/load-fast.js', import.meta.url).href];

/** The absolute path of a file of the project. */
export function pathOf(path: string): string {
  return fileURLToPath(new URL(`../../${path}`, import.meta.url));
}

/** Runs one of the commands as a process of its own, to its end. */
export function command(env: Environment, name: string, ...args: string[]) {
  return run(env, process.execPath, ...LOAD_FAST, pathOf(`src/commands/${name}.ts`), ...args);
}

export function run(env: Environment, program: string, ...args: string[]) {
  return new Promise<{ code: unknown; stdout: string; stderr: string }>((resolve) => {
    execFile(program, args, { env, timeout: TIMEOUT, maxBuffer: 2 ** 26 }, (error, stdout, stderr) =>
      resolve({ code: error === null ? 0 : error.code, stdout, stderr }),
    );
  });
}

/** A server as a process of its own, of the project or a copy, once it is open; whoever starts it ends it. */
export async function startProcess(
  env: Environment,
  root = pathOf('.'),
  node = process.execPath,
): Promise<ServerProcess> {
  const server = spawn(node, ['--import', './src/load-fast.js', 'src/main.ts'], {
    cwd: root,
    env,
    // Through which it says where it listens, whatever it logs.
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
  });
  let output = '';
  server.stdout?.setEncoding('utf8').on('data', (text) => {
    output += text;
  });
  let errors = '';
  server.stderr?.on('data', (text) => {
    errors += text;
  });
  const url = await addressOf(server);
  if (url === null) throw new Error(`The server ended before it was open: ${errors}`);
  return { url, process: server, output: () => output, end: (signal = 'SIGTERM') => end(server, signal) };
}

const opened = z.object({ address: z.string() });

/** Where a server listens, once it says so; null where it ends before. */
export async function addressOf(server: ChildProcess): Promise<string | null> {
  const said = once(server, 'message').then(([message]) => opened.parse(message).address);
  return Promise.race([said, once(server, 'close').then(() => null)]);
}

/** The same in a folder of its own, with the environment of the tests and these settings; `remove` ends it, too. */
export async function startOwnProcess(settings: Environment, node?: string) {
  const folder = await mkdtemp(join(tmpdir(), 'guildhall-process-'));
  const { PATH = '' } = process.env;
  const env = {
    PATH,
    PORT: '0',
    DATABASE_URL: `file:${join(folder, 'guildhall.db')}`,
    MEDIA_DIR: join(folder, 'media'),
    JWT_SECRET: SECRET,
    ...settings,
  };
  const removeFolder = () => rm(folder, { recursive: true });
  const server = await startProcess(env, undefined, node).catch(async (cause: unknown) => {
    await removeFolder();
    throw cause;
  });
  const remove = async () => {
    await server.end('SIGKILL');
    await removeFolder();
  };
  return { ...server, remove };
}

async function end(server: ChildProcess, signal: NodeJS.Signals) {
  const isRunning = server.exitCode === null && server.signalCode === null;
  const exit = isRunning ? once(server, 'close') : null;
  server.kill(signal);
  await exit;
  return { code: server.exitCode, signal: server.signalCode };
}
