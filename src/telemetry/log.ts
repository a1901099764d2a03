import { Writable } from 'node:stream';
import pino, { type Logger } from 'pino';
import { isoTime } from '../iso-time.ts';
import { type Output, standardOutput } from './output.ts';
import { currentRequest } from './request-record.ts';

/** Opens the log: one JSON line for each message; in colours for a person at a terminal. */
export async function openLog(level: string): Promise<Logger> {
  const output = standardOutput();
  const options = { level, base: null, timestamp: timestamps(), mixin: requestOf, mixinMergeStrategy: withRequest };
  const log = pino(options, output.isTerminal ? await prettified(output) : output);
  output.onRecovery((lines) => log.error({ lines }, 'lines of the log were lost'));
  return log;
}

/** Adds the request's id to every message that is logged while it is answered. */
function requestOf(): { readonly reqId?: string } {
  const record = currentRequest.getStore();
  return record === undefined ? {} : { reqId: record.id };
}

function withRequest(line: object, request: object): object {
  return 'reqId' in line ? line : { ...request, ...line };
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

/** The time as in pino's own `isoTime`, made once for all messages of the same millisecond. */
function timestamps(): () => string {
  let [at, text] = [0, ''];
  return () => {
    const now = Date.now();
    if (now !== at) [at, text] = [now, `,"time":"${isoTime(new Date(now))}"`];
    return text;
  };
}
