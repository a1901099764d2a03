import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { endedChildrenCpuSeconds, start, stop } from './children.ts';
import { headersOf, type Request } from './workloads.ts';

export interface Load {
  /** The connections are shared out between them. */
  readonly ports: readonly number[];
  readonly requests: readonly Request[];
  /** One for each user, in rotation. */
  readonly tokens: readonly string[];
  readonly connections: number;
  readonly seconds: number;
  /** What the numbers in requests go up from. */
  readonly firstNumber: number;
  /** A file that may be written over. */
  readonly file: string;
}

/** What a load generator tells. */
export interface Told {
  readonly requests: number;
  readonly seconds: number;
  /** In ms. */
  readonly p50: number;
  readonly p99: number;
  /** Answers with a bad status, and requests without an answer. */
  readonly failed: number;
}

export interface LoadResult extends Told {
  readonly generatorCpuSeconds: number;
}

type Generator = 'wrk' | 'autocannon';

/** wrk takes least from the machine that it shares with the server. */
export const generator: Generator = spawnSync('wrk', ['-v']).error === undefined ? 'wrk' : 'autocannon';

const WRK_SCRIPT = fileURLToPath(new URL('wrk.lua', import.meta.url));
const AUTOCANNON_SCRIPT = fileURLToPath(new URL('autocannon.ts', import.meta.url));
const PATIENCE_SECONDS = 30;

/** Numbers that one of several loads at a time may use. */
const NUMBERS_APART = 500_000;

export async function putUnderLoad({ ports, connections, firstNumber, file, ...load }: Load): Promise<LoadResult> {
  const before = endedChildrenCpuSeconds();
  const told = await Promise.all(
    ports.map((port, index) =>
      generate({
        ...load,
        port,
        connections: connections / ports.length,
        firstNumber: firstNumber + index * NUMBERS_APART,
        file: `${file}-${index}`,
      }),
    ),
  );
  return { ...together(told), generatorCpuSeconds: endedChildrenCpuSeconds() - before };
}

/** Loads that ran side by side as one, with the longest of their times. */
export function together(told: readonly Told[]): Told {
  const all = (figure: keyof Told) => told.map((one) => one[figure]);
  const sum = (figure: keyof Told) => all(figure).reduce((total, more) => total + more, 0);
  const most = (figure: keyof Told) => Math.max(...all(figure));
  return {
    requests: sum('requests'),
    failed: sum('failed'),
    seconds: most('seconds'),
    p50: most('p50'),
    p99: most('p99'),
  };
}

type PortLoad = Omit<Load, 'ports'> & { readonly port: number };

async function generate(load: PortLoad): Promise<Told> {
  const { port, connections, seconds, firstNumber, file } = load;
  const numbers = [String(connections), `${seconds}`];
  const url = `http://127.0.0.1:${port}`;
  const [command, args] =
    generator === 'wrk'
      ? [
          'wrk',
          [
            '-t1',
            `-c${connections}`,
            `-d${seconds}s`,
            '--timeout',
            '10s',
            '-s',
            WRK_SCRIPT,
            url,
            file,
            `${firstNumber}`,
            `${connections}`,
          ],
        ]
      : [process.execPath, [AUTOCANNON_SCRIPT, url, file, ...numbers, `${firstNumber}`]];
  writeFileSync(file, load.requests.map((request, index) => asHttp(request, load, index)).join('\0'));

  const output = await run(command as string, args as string[], seconds);
  const [, result] = /^RESULT (.*)$/m.exec(output) ?? [];
  if (result === undefined) throw new Error(`the load generator gave no result: ${output}`);
  return JSON.parse(result);
}

/** A request as it goes over the wire. */
function asHttp(request: Request, { port, tokens }: PortLoad, index: number): string {
  const headers = headersOf(request, `127.0.0.1:${port}`, tokens[index % tokens.length] ?? '');
  const head = [`${request.method} ${request.path} HTTP/1.1`, ...headers.map((header) => header.join(': '))];
  return `${head.join('\r\n')}\r\n\r\n${request.body ?? ''}`;
}

async function run(command: string, args: readonly string[], seconds: number): Promise<string> {
  const child = start(command, args, { stdio: ['ignore', 'pipe', 'inherit'] });
  let output = '';
  child.stdout?.setEncoding('utf8').on('data', (text: string) => {
    output += text;
  });
  const late = setTimeout(() => stop(child), (seconds + PATIENCE_SECONDS) * 1000);
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', () => {
      clearTimeout(late);
      resolve(output);
    });
  });
}
