import pino, { type Logger } from 'pino';
import pretty from 'pino-pretty';

/** One JSON line for each thing told, to standard output; for a person at a terminal, in colours. */
export function openLog(level: string): Logger {
  const options = { level, base: null, timestamp: pino.stdTimeFunctions.isoTime };
  if (process.stdout.isTTY) return pino(options, pretty({ sync: true, ignore: 'reqId', singleLine: true }));
  return pino(options, { write: linesOfATurn() });
}

/** Writes what is told in one turn of the event loop at once: under load, a system call for many requests. */
function linesOfATurn(): (line: string) => void {
  let lines: string[] = [];
  const flush = () => {
    process.stdout.write(lines.join(''));
    lines = [];
  };
  return (line) => {
    if (lines.length === 0) setImmediate(flush);
    lines.push(line);
  };
}
