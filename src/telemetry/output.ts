/*
 * Standard output, for the log. Nothing waits for it: lines that find no room because the disk is full, or because
 * nobody reads them, are lost and counted.
 *
 * pino's own buffer, sonic-boom, is as fast (W3 .99, 2026-11-30), but where a reader is slow it puts the event loop to
 * sleep for 100 ms, or, when it writes by Node's thread pool, waits behind the pictures that are decoded there.
 */
import { writeSync } from 'node:fs';

export interface Output {
  readonly isTerminal: boolean;
  /** One line or more, each with an end of line. */
  write(lines: string): void;
  /** Tells how many texts were lost, once others are written again. */
  onRecovery(tell: (lost: number) => void): void;
}

const STDOUT = 1;
/** Milliseconds for which lines are collected: a system call for each would cost more than making the line. */
const MOMENT_MS = 50;
/** Milliseconds between attempts to write to a full disk, or to a pipe that nobody has open. */
const RETRY_MS = 1_000;
/** Bytes that may wait. They are kept as bytes, as each collection of the young heap would move strings. */
const MAX_BYTES = 1024 * 1024;
const MAX_BYTES_A_CHARACTER = 3;
/** Attempts, and milliseconds between them, to write the rest to a slow reader when the process ends. */
const LAST_ATTEMPTS = 10;
const LAST_ATTEMPT_MS = 100;

export function standardOutput(): Output {
  // Makes Node open a pipe without blocking: a full pipe gives EAGAIN from here on.
  const isTerminal = process.stdout.isTTY === true;
  let bytes: Buffer | null = null;
  let used = 0;
  let lost = 0;
  let isStuck = false;
  let wasSaid = false;
  let isFlushSet = false;
  let tellRecovery = (_lost: number): void => undefined;

  /** Writes what waits; returns why not all is written, or null when it is. */
  const writeWaiting = (): string | null => {
    try {
      while (bytes !== null && used > 0) {
        const written = writeSync(STDOUT, bytes, 0, used);
        bytes.copyWithin(0, written, used);
        used -= written;
      }
      return null;
    } catch (cause) {
      return cause instanceof Error && 'code' in cause ? String(cause.code) : String(cause);
    }
  };

  const flush = (): void => {
    const failure = writeWaiting();
    isStuck = failure !== null;
    if (failure !== null) {
      if (failure !== 'EAGAIN') sayOnce(failure);
      flushIn(failure === 'EAGAIN' ? MOMENT_MS : RETRY_MS);
    } else if (lost > 0) {
      const count = lost;
      lost = 0;
      tellRecovery(count);
    }
  };

  const flushIn = (ms: number): void => {
    if (isFlushSet) return;
    isFlushSet = true;
    setTimeout(() => {
      isFlushSet = false;
      flush();
    }, ms).unref();
  };

  const sayOnce = (why: string): void => {
    if (!wasSaid) console.error(`The log cannot be written (${why}). The server goes on.`);
    wasSaid = true;
  };

  const flushAtExit = (): void => {
    for (let attempt = 0; writeWaiting() === 'EAGAIN' && attempt < LAST_ATTEMPTS; attempt += 1) {
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, LAST_ATTEMPT_MS);
    }
  };

  const open = (): Buffer => {
    process.once('exit', flushAtExit);
    return Buffer.allocUnsafeSlow(MAX_BYTES);
  };

  return {
    isTerminal,
    write(lines) {
      bytes ??= open();
      const mayFit = () => used + lines.length * MAX_BYTES_A_CHARACTER <= MAX_BYTES;
      if (!mayFit() && !isStuck) flush();
      if (!mayFit() && used + Buffer.byteLength(lines) > MAX_BYTES) {
        lost += 1;
        sayOnce('nobody reads it');
        return;
      }
      used += bytes.write(lines, used);
      flushIn(MOMENT_MS);
    },
    onRecovery(tell) {
      tellRecovery = tell;
    },
  };
}
