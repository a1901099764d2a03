import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';

export const SECRET = 'a secret for torture, of more than 32 bytes';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const START_WITHIN_MS = 120_000;
const OUTPUT_KEPT = 4000;

/** A process of the server as it is shipped. */
export interface ServerProcess {
  /** How many milliseconds it took to its first answer; rejects when it ends before. */
  answering(): Promise<number>;
  signal(name: 'SIGTERM' | 'SIGKILL'): void;
  readonly ended: Promise<unknown>;
  /** Null while it runs, and when it was killed. */
  exitCode(): number | null;
  /** The end of what it has printed. */
  output(): string;
}

export function environmentOf(databaseUrl: string, media: string): NodeJS.ProcessEnv {
  return {
    NODE_ENV: 'production',
    DATABASE_URL: databaseUrl,
    MEDIA_DIR: media,
    JWT_SECRET: SECRET,
    LOG_LEVEL: 'error',
  };
}

export function startServerProcess(env: NodeJS.ProcessEnv, port: number): ServerProcess {
  const startedAt = performance.now();
  const child = spawn(process.execPath, ['--import', './src/load-fast.js', 'src/main.ts'], {
    cwd: ROOT,
    env: { ...env, PORT: String(port) },
  });
  const ended = once(child, 'exit');
  let printed = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text: string) => {
      printed = `${printed}${text}`.slice(-OUTPUT_KEPT);
    });
  }

  const hasEnded = () => child.exitCode !== null || child.signalCode !== null;

  return {
    ended,
    exitCode: () => child.exitCode,
    output: () => printed,
    signal: (name) => void child.kill(name),
    async answering() {
      while (performance.now() - startedAt < START_WITHIN_MS && !hasEnded()) {
        const answer = await fetch(`http://127.0.0.1:${port}/healthz`).catch(() => null);
        if (answer?.ok) return Math.round(performance.now() - startedAt);
        await sleep(5);
      }
      throw new Error(`the server does not answer (${child.exitCode ?? child.signalCode ?? 'it runs'}): ${printed}`);
    },
  };
}
