import pino, { type Logger } from 'pino';
import { isoTime } from '../iso-time.ts';

const MOMENT_MS = 50;
const MAX_BYTES = 256 * 1024;
const MAX_BYTES_A_CHARACTER = 3;

/** One JSON line for each thing told, to standard output; for a person at a terminal, in colours. */
export async function openLog(level: string): Promise<Logger> {
  const options = { level, base: null, timestamp: timestamps() };
  if (!process.stdout.isTTY) return pino(options, { write: linesOfAMoment() });
  const { default: pretty } = await import('pino-pretty');
  return pino(options, pretty({ sync: true, ignore: 'reqId', singleLine: true }));
}

/**
 * Writes what is told within a moment at once: a system call for each line costs more than to make it. It waits as
 * bytes, as texts would be moved by each collection of the young heap.
 */
function linesOfAMoment(): (line: string) => void {
  const bytes = Buffer.allocUnsafe(MAX_BYTES);
  let used = 0;
  const flush = () => {
    if (used > 0) process.stdout.write(Buffer.from(bytes.subarray(0, used)));
    used = 0;
  };
  let begun = false;
  return (line) => {
    if (!begun) process.once('beforeExit', flush).once('exit', flush);
    begun = true;
    const most = line.length * MAX_BYTES_A_CHARACTER;
    if (used + most > MAX_BYTES) flush();
    if (most > MAX_BYTES) {
      process.stdout.write(line);
      return;
    }
    if (used === 0) setTimeout(flush, MOMENT_MS).unref();
    used += bytes.write(line, used);
  };
}

/** The time as pino's own `isoTime` has it, made once for all that is told within the same millisecond. */
function timestamps(): () => string {
  let [at, text] = [0, ''];
  return () => {
    const now = Date.now();
    if (now !== at) [at, text] = [now, `,"time":"${isoTime(new Date(now))}"`];
    return text;
  };
}
