import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';

export const USAGE = `npm run bench -- --waits [options]
  --wait-limit N    how long others may wait, in ms: 100, and 250 on a busy machine
  --server DIR      measures the server of another checkout, too, in turns with this one: its figures come first
  --only A,B        only requests of point A, if that is a number, or whose name has A in it; or B
  --keep            keeps the data for the next run
  --write           writes waits.md

Sends servers the dearest requests that were found, tells how long each makes others wait, and ends with 1 when that is
longer than the limit, when somebody else is turned away, or when the process ended.`;

const OWN = fileURLToPath(new URL('../../..', import.meta.url));

export interface Options {
  readonly limitMs: number;
  readonly servers: readonly { readonly name: string; readonly checkout: string }[];
  readonly only: readonly string[];
  readonly keep: boolean;
  readonly write: boolean;
}

/** Throws an error that says what is wrong with the arguments. */
export function readOptions(args: readonly string[]): Options {
  const { values } = parseArgs({
    args: [...args],
    options: {
      waits: { type: 'boolean', default: true },
      'wait-limit': { type: 'string', default: '100' },
      server: { type: 'string' },
      only: { type: 'string' },
      keep: { type: 'boolean', default: false },
      write: { type: 'boolean', default: false },
    },
  });
  const limitMs = Number(values['wait-limit']);
  if (!(limitMs > 0)) throw new Error('--wait-limit wants a number of milliseconds');
  const other = values.server === undefined ? null : resolve(values.server);
  if (other !== null && !existsSync(join(other, 'src/main.ts'))) throw new Error(`there is no server in ${other}`);
  return {
    limitMs,
    servers: [
      ...(other === null ? [] : [{ name: 'before', checkout: other }]),
      { name: other === null ? '' : 'after', checkout: OWN },
    ],
    only: values.only?.split(',') ?? [],
    keep: values.keep,
    write: values.write,
  };
}
