import pino, { type Logger } from 'pino';

const MOMENT_MS = 50;
const MAX_LINES = 1_000;

/** One JSON line for each thing told, to standard output; for a person at a terminal, in colours. */
export async function openLog(level: string): Promise<Logger> {
  const options = { level, base: null, timestamp: isoTime() };
  if (!process.stdout.isTTY) return pino(options, { write: linesOfAMoment() });
  const { default: pretty } = await import('pino-pretty');
  return pino(options, pretty({ sync: true, ignore: 'reqId', singleLine: true }));
}

/** Writes what is told within a moment at once: a system call for each line costs more than to make it. */
function linesOfAMoment(): (line: string) => void {
  let lines: string[] = [];
  const flush = () => {
    if (lines.length > 0) process.stdout.write(lines.join(''));
    lines = [];
  };
  let begun = false;
  return (line) => {
    if (!begun) process.once('exit', flush);
    begun = true;
    if (lines.length === 0) setTimeout(flush, MOMENT_MS).unref();
    lines.push(line);
    if (lines.length >= MAX_LINES) flush();
  };
}

/** The time as pino's own `isoTime` has it, made once for all that is told within the same millisecond. */
function isoTime(): () => string {
  let [at, text] = [0, ''];
  return () => {
    const now = Date.now();
    if (now !== at) [at, text] = [now, `,"time":"${new Date(now).toISOString()}"`];
    return text;
  };
}
