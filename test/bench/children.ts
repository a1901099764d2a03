import { type ChildProcess, type SpawnOptions, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync, readFileSync } from 'node:fs';
import { setTimeout as wait } from 'node:timers/promises';

const PATIENCE_MS = 8_000;
export const TICKS_PER_SECOND = 100;

const running = new Set<ChildProcess>();
let isBrokenOff = false;

/** Starts a process in a group of its own, so that what it starts ends with it. */
export function start(command: string, args: readonly string[], options: SpawnOptions): ChildProcess {
  if (isBrokenOff) throw new Error('the run was broken off');
  const child = spawn(command, args, { detached: true, ...options });
  running.add(child);
  child.once('exit', () => {
    running.delete(child);
    killGroup(child);
  });
  return child;
}

/** Asks a process to end, and makes it when it does not. */
export async function stop(child: ChildProcess, signal: 'SIGTERM' | 'SIGINT' = 'SIGTERM'): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null || child.pid === undefined) return;
  const ended = once(child, 'exit');
  child.kill(signal);
  const inTime = await Promise.race([ended.then(() => true), wait(PATIENCE_MS, false, { ref: false })]);
  if (inTime) return;
  child.kill('SIGKILL');
  await ended;
}

/** What a process has started and left behind. */
function killGroup({ pid }: ChildProcess): void {
  if (pid === undefined) return;
  try {
    process.kill(-pid, 'SIGKILL');
  } catch (cause) {
    if (!(cause instanceof Error && 'code' in cause && cause.code === 'ESRCH')) throw cause;
  }
}

/** Runs a command to its end, and throws an error with its output where that is not a good one. */
export async function runToEnd(command: string, args: readonly string[], cwd: string): Promise<string> {
  const child = start(command, args, { cwd, stdio: ['ignore', 'pipe', 'pipe'] });
  const output: string[] = [];
  for (const stream of [child.stdout, child.stderr]) {
    stream?.setEncoding('utf8').on('data', (text: string) => output.push(text));
  }
  const [code] = await once(child, 'close');
  if (code !== 0) throw new Error(`${command} ${args.join(' ')} failed:\n${output.join('')}`);
  return output.join('');
}

/** For the end of a run, or one that is broken off: nothing is started any more. */
export async function stopAll(): Promise<void> {
  isBrokenOff = true;
  await Promise.all([...running].map((child) => stop(child)));
}

/** Processor seconds of a process and of all that it has started. */
export function cpuSeconds(pid: number, of: 'running' | 'with ended children' = 'running'): number {
  const seconds = family(pid).map((member) => {
    const { own, endedChildren } = processSeconds(read(`/proc/${member}/stat`));
    return of === 'running' ? own : own + endedChildren;
  });
  return seconds.reduce((sum, more) => sum + more, 0);
}

/** Processor seconds of the children of this process that have ended. */
export function endedChildrenCpuSeconds(): number {
  return processSeconds(read(`/proc/${process.pid}/stat`)).endedChildren;
}

/** Processor seconds, user and system, from the text of /proc/<pid>/stat. */
export function processSeconds(text: string): { readonly own: number; readonly endedChildren: number } {
  const [user = 0, system = 0, childrenUser = 0, childrenSystem = 0] = fieldsOf(text).slice(11, 15).map(Number);
  return { own: (user + system) / TICKS_PER_SECOND, endedChildren: (childrenUser + childrenSystem) / TICKS_PER_SECOND };
}

/** The most memory that a process has ever held, with what it has started, in MB. */
export function peakMegabytes(pid: number): number {
  const peaks = family(pid).map((member) => {
    const [, kilobytes = '0'] = /VmHWM:\s+(\d+)/.exec(read(`/proc/${member}/status`)) ?? [];
    return Number(kilobytes) / 1024;
  });
  return Math.round(peaks.reduce((sum, more) => sum + more, 0));
}

function family(pid: number): readonly number[] {
  const processes = readdirSync('/proc').filter((name) => /^\d+$/.test(name));
  const children = Map.groupBy(processes, (name) => Number(fieldsOf(read(`/proc/${name}/stat`))[1]));
  const within = (parent: number): number[] => [
    parent,
    ...(children.get(parent) ?? []).flatMap((child) => within(Number(child))),
  ];
  return within(pid);
}

/** The fields of /proc/<pid>/stat after the name, which may hold blanks: state, parent and so on. */
function fieldsOf(text: string): readonly string[] {
  return text.slice(text.lastIndexOf(')') + 2).split(' ');
}

/** Processes may end while they are being read about. */
function read(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return '';
  }
}
