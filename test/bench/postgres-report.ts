import { POSTGRES_DEFAULTS } from '../../src/store/options.ts';
import { CONNECTIONS } from './measure.ts';
import { instancesWithin, reachOf } from './on-paper.ts';
import type { Options } from './options.ts';
import { postgresVersion } from './postgres.ts';
import { disturbedCells, machine, number, table, targetTable, withVersion } from './report.ts';
import { cellsOf, type Figure, figureOf, type Results, ratioOf } from './results.ts';
import { POSTGRES_SERVERS } from './servers.ts';
import { busiestGenerator, postgresTargetsOf } from './targets.ts';
import { WORKLOADS, type WorkloadName } from './workloads.ts';

/**
 * Writes `results-postgres.md`. The invariant: every figure in it, also those that are reckoned on paper, comes from the
 * cells of the run.
 */

/** Cores of the database servers that are reckoned with. */
const CORES = [4, 16] as const;
/** Connections that PostgreSQL takes where nobody sets `max_connections`, without those for its administrators. */
const MAX_CONNECTIONS = 97;

export function postgresReportOf(results: Results, options: Options): string {
  const measured = WORKLOADS.filter(({ name }) => results.cells.some(({ workload }) => workload === name));
  return [
    '# Guildhall on PostgreSQL',
    machine(options, [postgresVersion(), withVersion('pg'), withVersion('fastify')]),
    'What is measured, and how: [README](README.md#on-postgresql).',
    '## Targets',
    targetTable(postgresTargetsOf(results)),
    ...measured.flatMap(({ name, title }) => [`## ${name}: ${title}`, workloadTable(results, name)]),
    '## On paper',
    ...onPaper(results),
    '## How it was measured',
    howTo(results),
  ]
    .join('\n\n')
    .concat('\n');
}

function workloadTable(results: Results, workload: WorkloadName): string {
  const head = ['', 'answers/s', 'to (p)', 'CPU µs', 'of PostgreSQL', 'CPU to (p)', 'p50 ms', 'p99 ms'];
  const rows = POSTGRES_SERVERS.filter(({ name }) => cellsOf(results, name, workload).length > 0).map(
    ({ name, title }) => {
      const figure = (what: Figure, digits: number) => number(figureOf(results, name, workload, 'many', what), digits);
      const toP = (what: Figure) => number(ratioOf(results, [name, workload], ['p', workload], 'many', what), 2);
      return [
        title,
        figure('perSecond', 0),
        toP('perSecond'),
        figure('cpuPerRequest', 0),
        figure('databaseCpuPerRequest', 0),
        toP('cpuPerRequest'),
        figure('p50', 2),
        figure('p99', 2),
      ];
    },
  );
  return table(head, rows);
}

/** What as many instances on as many machines reach, by the processor time of an answer. */
function onPaper(results: Results): readonly string[] {
  const rows = WORKLOADS.flatMap(({ name, title }) => {
    const all = figureOf(results, 'one', name, 'many', 'cpuPerRequest');
    const database = figureOf(results, 'one', name, 'many', 'databaseCpuPerRequest');
    if (all === null || database === null) return [];
    const cost = { instance: all - database, database };
    const [few, many] = CORES.map((cores) => reachOf(cost, cores));
    return [
      [
        `${name}: ${title}`,
        number(cost.instance, 0),
        number(database, 0),
        number(few?.instance ?? null, 0),
        ...[few, many].flatMap((reach) => [number(reach?.database ?? null, 0), number(reach?.instances ?? null, 1)]),
      ],
    ];
  });
  const [few, many] = CORES;
  const grown = number(ratioOf(results, ['two', 'W1'], ['one', 'W1'], 'many', 'cpuPerRequest'), 2);
  const each = POSTGRES_DEFAULTS.connections + 1;
  return [
    `With instances on a machine each and PostgreSQL on another one, answers a second are limited by the processor time that one takes. An instance is one process and uses one core (with \`WORKERS\`, as many as it has workers). All instances together reach what PostgreSQL’s cores reach; until then each adds what the first one gives.`,
    table(
      [
        '',
        'µs of an instance',
        'µs of PostgreSQL',
        'one instance, at most a second',
        `PostgreSQL with ${few} cores`,
        'instances that keep it busy',
        `with ${many} cores`,
        'instances',
      ],
      rows,
    ),
    [
      `What limits writes is PostgreSQL’s processor time, as reads of replicas are in no version yet: more of them need more cores, or faster ones. An instance commits on one connection, whose process uses one core of PostgreSQL’s. Two instances, whose batches are smaller, took ${grown} of the processor time of one for each write.`,
      `The network between them adds its time to that of an answer, and not to the processor’s: a batch that is longer on its way has more writes in it.`,
      `An instance has ${each} connections: the ${MAX_CONNECTIONS} that PostgreSQL has by default are enough for ${instancesWithin(MAX_CONNECTIONS, each)} instances, and more need a higher \`max_connections\`, or a lower \`DATABASE_CONNECTIONS\`.`,
    ].join(' '),
  ];
}

function howTo(results: Results): string {
  return [
    `(p) is (f) on PostgreSQL: Fastify and pg with the statements, rules and answers of Guildhall in routes written by hand, its transport, its line in the log, statements prepared by name, and a pool of ${POSTGRES_DEFAULTS.connections + 1} connections, which Guildhall has, too. It commits each write alone, in a transaction of a request: the group, its creator’s membership, its text for searches. The index of searches learns these texts afterwards, by Guildhall’s own code.`,
    'The processes of a server together learn in a fourth of one core’s time while fewer than 20,000 texts are left to learn. Each cell of W1 begins when all of the warm-up is learned; what is left at its end is in no figure, so that it flatters whoever writes fastest.',
    'PostgreSQL is that of the tests, on the same two cores as the servers and the load, with fsync and synchronous_commit on, 256 MB of shared_buffers and jit off, and speaks to them over TCP. Each cell has a fresh one, on a copy of the same data (10,000 users, 20,000 groups), which was made in SQLite and moved by Guildhall’s own move.',
    disturbedCells(results),
    'Processor time is that of the instances and of all processes of PostgreSQL.',
    `Two instances have half of the ${CONNECTIONS} connections each, from a load generator each; of their latencies, the longer is told.`,
    `Every server’s answers are compared before it is timed, and creations are counted afterwards in its database: none was lost. The load generators took at most ${number(busiestGenerator(results), 2)} of a core.`,
  ]
    .map((line) => `- ${line}`)
    .join('\n');
}
