import { parseArgs } from 'node:util';
import { SERVERS } from './servers.ts';
import { WORKLOADS, type WorkloadName } from './workloads.ts';

export const USAGE = `npm run bench -- [options]
  --quick              within three minutes: one round, short loads, no large data
  --rounds N           rounds, 3 unless --quick
  --only A,B           these servers alone: ${SERVERS.map(({ name }) => name).join(', ')}
  --workloads A,B      these workloads alone: ${WORKLOADS.map(({ name }) => name).join(', ')}
  --large              with the large data; the full form has it unless --only or --workloads are given
  --keep               keeps the large data for the next run
  --write              writes results.md and results.svg; the full form always does
  --waits              how long the dearest requests make others wait: see npm run bench -- --waits --help
  --profile W2         runs Guildhall alone under one workload and keeps a processor profile`;

export interface Options {
  readonly quick: boolean;
  readonly large: boolean;
  readonly keep: boolean;
  readonly write: boolean;
  readonly rounds: number;
  readonly servers: readonly string[];
  readonly workloads: readonly WorkloadName[];
  readonly profile: WorkloadName | null;
}

/** Throws an error that says what is wrong with the arguments. */
export function readOptions(args: readonly string[]): Options {
  const { values } = parseArgs({
    args: [...args],
    options: {
      quick: { type: 'boolean', default: false },
      large: { type: 'boolean', default: false },
      keep: { type: 'boolean', default: false },
      write: { type: 'boolean', default: false },
      rounds: { type: 'string' },
      only: { type: 'string' },
      workloads: { type: 'string' },
      profile: { type: 'string' },
    },
  });
  const rounds = Number(values.rounds ?? (values.quick ? 1 : 3));
  if (!Number.isInteger(rounds) || rounds < 1) throw new Error('--rounds wants a whole number from 1 up');
  const full = !values.quick && values.only === undefined && values.workloads === undefined;
  return {
    quick: values.quick,
    large: values.large || full,
    keep: values.keep,
    write: values.write || full,
    rounds,
    servers: chosen('--only', values.only, SERVERS),
    workloads: chosen('--workloads', values.workloads, WORKLOADS),
    profile: values.profile === undefined ? null : (chosen('--profile', values.profile, WORKLOADS)[0] ?? null),
  };
}

function chosen<Name extends string>(
  option: string,
  given: string | undefined,
  known: readonly { readonly name: Name }[],
): readonly Name[] {
  const names = known.map(({ name }) => name);
  if (given === undefined) return names;
  const unknown = given.split(',').filter((name) => !names.some((one) => one === name));
  if (unknown.length > 0) throw new Error(`${option}: ${unknown.join(', ')} is none of ${names.join(', ')}`);
  return names.filter((name) => given.split(',').includes(name));
}
