import { parseArgs } from 'node:util';
import { CONNECTIONS } from './measure.ts';
import { CONTENDERS } from './raw.ts';
import { POSTGRES_SERVERS } from './servers.ts';
import { WORKLOADS, type WorkloadName } from './workloads.ts';

const namesOf = (all: readonly Named<string>[]): string => all.map(({ name }) => name).join(', ');

export const USAGE = `npm run bench -- [options]
  --quick              within four minutes: one round, short loads
  --rounds N           rounds, 3 unless --quick
  --only A,B           these servers and workloads alone: ${namesOf([...CONTENDERS, ...WORKLOADS])}
  --large              with the large data, too
  --keep               keeps the large data for the next run
  --write              writes results.md and results.svg, without cells during which something else took the processor
  --postgres           Guildhall on PostgreSQL, one and two of it, and (p): ${namesOf(POSTGRES_SERVERS)}; writes
                       results-postgres.md
  --against REV        compares this working tree with a commit, in turns
  --workers N          compares N processes on one port (WORKERS) with one, in turns
  --through nginx      with --against or --workers: the load comes by a proxy on this machine
  --connections N      with --against or --workers: 64 unless it is given
  --waits              how long the dearest requests make others wait: see npm run bench -- --waits --help
  --hidden             whether a hidden group can be told by how long its answer takes
  --profile W2         runs Guildhall alone under one workload and keeps a processor profile`;

export interface Options {
  readonly quick: boolean;
  readonly large: boolean;
  readonly keep: boolean;
  readonly write: boolean;
  readonly postgres: boolean;
  readonly rounds: number;
  readonly servers: readonly string[];
  readonly workloads: readonly WorkloadName[];
  readonly profile: WorkloadName | null;
  readonly against: string | null;
  readonly workers: number | null;
  readonly through: 'nginx' | null;
  readonly connections: number;
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
      postgres: { type: 'boolean', default: false },
      rounds: { type: 'string' },
      only: { type: 'string' },
      profile: { type: 'string' },
      against: { type: 'string' },
      workers: { type: 'string' },
      through: { type: 'string' },
      connections: { type: 'string', default: String(CONNECTIONS) },
    },
  });
  const rounds = wholeNumber('--rounds', values.rounds ?? (values.quick ? '1' : '3'));
  const connections = wholeNumber('--connections', values.connections);
  if (values.through !== undefined && values.through !== 'nginx') throw new Error('--through knows nginx alone');
  const workers = values.workers === undefined ? null : wholeNumber('--workers', values.workers);
  if (values.against !== undefined && workers !== null) throw new Error('--against and --workers are two comparisons');
  const compares = values.against !== undefined || workers !== null;
  if (!compares && (values.through !== undefined || connections !== CONNECTIONS)) {
    throw new Error('--through and --connections want --against or --workers');
  }
  if (values.postgres && (values.against !== undefined || values.large)) {
    throw new Error('--postgres goes with neither --against nor --large');
  }
  const all = values.postgres ? POSTGRES_SERVERS : CONTENDERS;
  const measured = WORKLOADS.filter(({ name }) => all.some(({ workloads }) => workloads.includes(name)));
  const only = values.only?.split(',') ?? [];
  known('--only', only, [...all, ...measured]);
  known('--profile', values.profile === undefined ? [] : [values.profile], WORKLOADS);
  const [profile = null] = WORKLOADS.filter(({ name }) => name === values.profile);
  return {
    quick: values.quick,
    large: values.large,
    keep: values.keep,
    write: values.write,
    rounds,
    postgres: values.postgres,
    servers: chosen(only, all),
    workloads: chosen(only, measured),
    profile: profile?.name ?? null,
    against: values.against ?? null,
    workers,
    through: values.through ?? null,
    connections,
  };
}

interface Named<Name extends string> {
  readonly name: Name;
}

function wholeNumber(option: string, given: string): number {
  const value = Number(given);
  if (!Number.isInteger(value) || value < 1) throw new Error(`${option} wants a whole number from 1 up`);
  return value;
}

function known(option: string, given: readonly string[], all: readonly Named<string>[]): void {
  const names = all.map(({ name }) => name);
  const unknown = given.filter((name) => !names.includes(name));
  if (unknown.length > 0) throw new Error(`${option}: ${unknown.join(', ')} is none of ${names.join(', ')}`);
}

/** All where none of them is named. */
function chosen<Name extends string>(given: readonly string[], all: readonly Named<Name>[]): readonly Name[] {
  const names = all.map(({ name }) => name);
  const named = names.filter((name) => given.includes(name));
  return named.length === 0 ? names : named;
}
