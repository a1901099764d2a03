import { Writable } from 'node:stream';
import pino, { type Logger } from 'pino';
import { type Output, standardOutput } from './output.ts';
import { currentRequest } from './request-record.ts';

/**
 * Opens the log: one JSON line for each message; in colours for a person at a terminal. Lines of one of several
 * processes have the number of its worker.
 */
export async function openLog(level: string, worker?: number): Promise<Logger> {
  const output = standardOutput();
  const options = {
    level,
    base: worker === undefined ? null : { worker },
    timestamp: pino.stdTimeFunctions.isoTime,
    mixin: requestOf,
    mixinMergeStrategy: withRequest,
  };
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
