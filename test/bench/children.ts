import { type ChildProcess, type SpawnOptions, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync, readFileSync } from 'node:fs';
import { setTimeout as wait } from 'node:timers/promises';

const PATIENCE_MS = 8_000;
const TICKS_PER_SECOND = 100;

const running = new Set<ChildProcess>();

/** Starts a process in a group of its own, so that what it starts ends with it. */
export function start(command: string, args: readonly string[], options: SpawnOptions): ChildProcess {
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

/** For a run that is broken off. */
export async function stopAll(): Promise<void> {
  await Promise.all([...running].map((child) => stop(child)));
}

/** Processor seconds of a process and of all that it has started. */
export function cpuSeconds(pid: number): number {
  const ticks = family(pid).map((member) => {
    const fields = statOf(member);
    return Number(fields[11] ?? 0) + Number(fields[12] ?? 0);
  });
  return ticks.reduce((sum, more) => sum + more, 0) / TICKS_PER_SECOND;
}

/** Processor seconds of the children of this process that have ended. */
export function endedChildrenCpuSeconds(): number {
  const fields = statOf(process.pid);
  return (Number(fields[13] ?? 0) + Number(fields[14] ?? 0)) / TICKS_PER_SECOND;
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
  const children = Map.groupBy(processes, (name) => Number(statOf(Number(name))[1]));
  const within = (parent: number): number[] => [
    parent,
    ...(children.get(parent) ?? []).flatMap((child) => within(Number(child))),
  ];
  return within(pid);
}

/** The fields of /proc/<pid>/stat after the name, which may hold blanks: state, parent and so on. */
function statOf(pid: number): readonly string[] {
  const text = read(`/proc/${pid}/stat`);
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
