import { Writable } from 'node:stream';
import pino, { type Logger } from 'pino';
import { isoTime } from '../iso-time.ts';
import { type Output, standardOutput } from './output.ts';

/** One JSON line for each thing told; for a person at a terminal, in colours. */
export async function openLog(level: string): Promise<Logger> {
  const output = standardOutput();
  const options = { level, base: null, timestamp: timestamps() };
  const log = pino(options, output.isTerminal ? await prettified(output) : output);
  output.onRecovery((lines) => log.error({ lines }, 'lines of the log were lost'));
  return log;
}

async function prettified(output: Output) {
  const { default: pretty } = await import('pino-pretty');
  const destination = new Writable({
    write(lines, _encoding, done) {
      output.write(String(lines));
      done();
    },
  });
  return pretty({ destination, ignore: 'reqId', singleLine: true });
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
