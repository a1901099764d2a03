import { readFileSync } from 'node:fs';
import { cpuSeconds, TICKS_PER_SECOND } from './children.ts';

/** Share of one core. What is measured while others take more is not published. */
export const MAX_OTHERS = 0.1;

/**
 * Processor seconds of the whole machine, from the text of /proc/stat: of programs and of the kernel for them, and what
 * the host gave to other machines. Interrupts are left out: loopback traffic of our own makes most of them.
 */
export function machineSeconds(text: string): number {
  const [, user = 0, nice = 0, system = 0, , , , , steal = 0] = (text.split('\n')[0] ?? '').split(/\s+/).map(Number);
  return (user + nice + system + steal) / TICKS_PER_SECOND;
}

/** Begins to watch what others take; the returned function tells how much of a core that was since then. */
export function watchOthers(): () => number {
  const read = () =>
    machineSeconds(readFileSync('/proc/stat', 'utf8')) - cpuSeconds(process.pid, 'with ended children');
  const [startedAt, before] = [performance.now(), read()];
  return () => Math.max(0, read() - before) / ((performance.now() - startedAt) / 1_000);
}
