import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { SECRET } from './server.ts';

export interface ServerProcess {
  readonly url: string;
  readonly child: ChildProcess;
  /** All that it has written to standard output. */
  output(): string;
  /** Sends a signal, and gives the exit code once the process has ended. */
  end(signal: 'SIGTERM' | 'SIGKILL'): Promise<number | null>;
  /** Ends it in any case, and removes its folder. */
  remove(): Promise<void>;
}

/** A server as `npm start` runs it, in a process and a folder of its own. */
export async function startProcess(env: Readonly<Record<string, string>> = {}): Promise<ServerProcess> {
  const folder = await mkdtemp(join(tmpdir(), 'guildhall-process-'));
  const child = spawn(process.execPath, [resolve('src/main.ts')], {
    env: {
      ...process.env,
      PORT: '0',
      DATABASE_URL: `file:${join(folder, 'guildhall.db')}`,
      MEDIA_DIR: join(folder, 'media'),
      JWT_SECRET: SECRET,
      ...env,
    },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const closed = once(child, 'close');
  let output = '';
  const url = await new Promise<string>((opened, failed) => {
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      output += text;
      const address = /Guildhall is open at (\S+)/.exec(output)?.[1];
      if (address) opened(address);
    });
    child.once('close', () => failed(new Error('the server ended before it was open')));
  });

  const end = async (signal: 'SIGTERM' | 'SIGKILL') => {
    child.kill(signal);
    await closed;
    return child.exitCode;
  };
  return {
    url,
    child,
    end,
    output: () => output,
    async remove() {
      await end('SIGKILL');
      await rm(folder, { recursive: true });
    },
  };
}
