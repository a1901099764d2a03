import pino, { type Logger } from 'pino';
import pretty from 'pino-pretty';

/** What is not yet written after so long is. */
const FLUSH_MS = 500;
const BUFFER_BYTES = 4_096;

/** One JSON line for each thing told, to standard output; for a person at a terminal, in colours. */
export function openLog(level: string): Logger {
  const options = { level, base: null, timestamp: pino.stdTimeFunctions.isoTime };
  if (process.stdout.isTTY) return pino(options, pretty({ sync: true, ignore: 'reqId', singleLine: true }));
  const buffered = { dest: 1, sync: false, minLength: BUFFER_BYTES, periodicFlush: FLUSH_MS };
  return pino(options, pino.destination(buffered));
}
