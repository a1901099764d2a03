import { readFileSync } from 'node:fs';
import { cpus, totalmem } from 'node:os';
import { generator } from './load.ts';
import { CONNECTIONS } from './measure.ts';
import type { Options } from './options.ts';
import { CONTENDERS } from './raw.ts';
import { cellsOf, type Figure, figureOf, type Load, peakOf, type Results, ratioOf, startOf } from './results.ts';
import { SERVERS } from './servers.ts';
import { median } from './statistics.ts';
import { busiestGenerator, isMet, type Target, targetsOf } from './targets.ts';
import { WORKLOADS, type WorkloadName } from './workloads.ts';

const NONE = '–';
const PEERS = [
  '@apollo/server',
  'mercurius',
  'graphql-yoga',
  '@envelop/graphql-jit',
  'postgraphile',
  'fastify',
  'better-sqlite3',
];

/** `results.md`. */
export function reportOf(results: Results, options: Options): string {
  return [
    '# Guildhall against others',
    machine(options, PEERS.map(withVersion)),
    'How the figures are made, all options, and how long the dearest requests make others wait: [README](README.md).',
    '## Targets',
    targetTable(targetsOf(results)),
    `## Answers a second at ${CONNECTIONS} connections, as a ratio to (f), like for like`,
    ratios(results, 'perSecond'),
    '## Processor time of an answer, as a multiple of that of (f), like for like',
    ratios(results, 'cpuPerRequest'),
    ...WORKLOADS.filter(({ name }) => results.cells.some(({ workload }) => workload === name)).flatMap((workload) => [
      `## ${workload.name}: ${workload.title}`,
      workloadTable(results, workload.name),
    ]),
    ...clientsSection(results),
    '## Start to first answer',
    table(
      ['server', 'ms'],
      SERVERS.flatMap(({ name, title }) => {
        const ms = startOf(results, name);
        return ms === null ? [] : [[title, number(ms, 0)]];
      }),
    ),
    ...growthSection(results),
    '## How it was measured',
    howTo(results),
  ]
    .filter((part) => part !== '')
    .join('\n\n')
    .concat('\n');
}

/** When, where and with what it was measured. */
export function machine({ quick, rounds }: Options, packages: readonly string[]): string {
  const [cpu] = cpus();
  return [
    `${new Date().toISOString().slice(0, 10)}, ${quick ? 'the quick form' : 'the full form'}, rounds: ${rounds}.`,
    `${cpus().length} × ${cpu?.model ?? 'unknown'}, ${Math.round(totalmem() / 2 ** 30)} GB, Linux, Node ${process.versions.node},`,
    `load by ${generator} on the same machine. ${packages.join(', ')}.`,
    'Quote ratios, never the figures themselves: those are the machine’s.',
  ].join('\n');
}

export function withVersion(name: string): string {
  const file = new URL(`node_modules/${name}/package.json`, import.meta.url);
  return `${name} ${(JSON.parse(readFileSync(file, 'utf8')) as { readonly version: string }).version}`;
}

export function targetTable(targets: readonly Target[]): string {
  return table(['target', 'limit', 'measured', 'met'], targets.map(targetRow));
}

function targetRow(target: Target): readonly string[] {
  const { title, limit, atMost, unit, figure } = target;
  const digits = unit === '' ? 2 : 0;
  const met = figure === null ? NONE : isMet(target) ? 'yes' : '**no**';
  return [
    title,
    `${atMost ? '≤' : '≥'} ${limit}${unit}`,
    figure === null ? 'not measured' : `${number(figure, digits)}${unit}`,
    met,
  ];
}

function ratios(results: Results, figure: Figure): string {
  const measured = WORKLOADS.filter(({ name }) => cellsOf(results, 'f', name).length > 0);
  const rows = CONTENDERS.filter(({ name }) =>
    measured.some((workload) => cellsOf(results, name, workload.name).length > 0),
  );
  return table(
    ['', ...measured.map(({ name }) => name)],
    rows.map(({ name, title }) => [
      title,
      ...measured.map((workload) =>
        number(ratioOf(results, [name, workload.name], ['f', workload.name], 'many', figure), 2),
      ),
    ]),
  );
}

function workloadTable(results: Results, workload: WorkloadName): string {
  const measured = CONTENDERS.filter(({ name }) => cellsOf(results, name, workload).length > 0);
  const writes = WORKLOADS.some(({ name, creates }) => name === workload && creates);
  return table(
    [
      '',
      'answers/s',
      'to (f)',
      'CPU µs',
      'CPU to (f)',
      'p50 ms',
      'p99 ms',
      'p50 ms, alone',
      'p99 ms, alone',
      'peak MB',
      ...(writes ? ['durability'] : []),
    ],
    measured.map(({ name, title, durability }) => {
      const figure = (load: Load, what: Figure, digits: number) =>
        number(figureOf(results, name, workload, load, what), digits);
      const toF = (what: Figure) => number(ratioOf(results, [name, workload], ['f', workload], 'many', what), 2);
      return [
        title,
        figure('many', 'perSecond', 0),
        toF('perSecond'),
        figure('many', 'cpuPerRequest', 0),
        toF('cpuPerRequest'),
        figure('many', 'p50', 2),
        figure('many', 'p99', 2),
        figure('one', 'p50', 3),
        figure('one', 'p99', 3),
        number(peakOf(results, name, workload), 0),
        ...(writes ? [durability] : []),
      ];
    }),
  );
}

/** What it costs Guildhall that real clients send more than they need. */
function clientsSection(results: Results): readonly string[] {
  const rows = WORKLOADS.flatMap(({ name, title, plainForm }) => {
    if (plainForm === undefined || cellsOf(results, 'guildhall', name).length === 0) return [];
    const toPlain = (figure: Figure) =>
      number(ratioOf(results, ['guildhall', name], ['guildhall', plainForm], 'many', figure), 2);
    return [[`${name}: ${title}`, plainForm, toPlain('perSecond'), toPlain('cpuPerRequest')]];
  });
  if (rows.length === 0) return [];
  const head = ['', 'plain form', 'answers a second', 'processor time of an answer'];
  return ['## As real clients ask, as a ratio to the plain form', table(head, rows)];
}

function growthSection({ growth }: Results): readonly string[] {
  if (growth.length === 0) return [];
  const rows = growth.map(({ what, groups: [less, more], rounds }) => {
    const of = (place: 0 | 1) => number(median(rounds.map((round) => round[place])), what.startsWith('W') ? 0 : 2);
    return [what, `${of(0)} at ${less.toLocaleString('en')}`, `${of(1)} at ${more.toLocaleString('en')}`];
  });
  return [
    '## Guildhall on more data',
    table(['answers/s, or ms of a search page at 1 connection', 'less', 'more'], rows),
  ];
}

function howTo(results: Results): string {
  return [
    '(f) is Fastify and better-sqlite3 with the statements, rules and answers of Guildhall in routes written by hand, and with what Guildhall gives itself: it writes the answers of one turn of the event loop together, and a line in the log for each request, by the same output. The rows below it tell what each of these is worth. Each of its reads is a transaction of its own, where Guildhall’s of one turn of the event loop share one. Its connection to SQLite has Guildhall’s settings; what it creates it also puts into the search index, which is in its database, before it answers; Guildhall leaves that to a thread, and has a file of its own for it.',
    'Apollo Server, mercurius, graphql-yoga and PostGraphile are as their users run them, without a log; mercurius and graphql-yoga once more with Guildhall’s transport.',
    'AC, UG, UP and TD send what Apollo Client, urql and the typed frontend of the tests send, recorded from these clients when the run begins. TP asks what TD asks, by a POST of the document itself, of a server that trusts all documents.',
    'Bare SQLite runs the statements of (f) in one process, one after the other: for W1 64 groups with their creators’ memberships a commit, each in a savepoint, without triggers and without indexes but unique ones; for W2 and W3 the groups, their creators and managers. A creation or a read counts as an answer.',
    'Each figure comes from a fresh process on a copy of the same data (10,000 users, 20,000 groups); servers take turns within each round, and figures are medians over the rounds. Ratios are medians of the rounds’ ratios. Where the rounds of a cell differ by more than 15 %, there is one more.',
    disturbedCells(results),
    `Every server’s answers are compared before it is timed, and creations are counted afterwards in its database. The load generator took at most ${number(busiestGenerator(results), 2)} of a core.`,
    'W1 of Apollo Server, mercurius and graphql-yoga runs under synchronous=NORMAL and that of PostGraphile under synchronous_commit=off, for their benefit: they may lose the last commits, Guildhall and (f) may not. PostGraphile’s tables have no search index. Its processor time and memory include PostgreSQL’s, whose processes share some of that memory.',
    'About a quarter of what committing many writes together gains is fewer wake-ups of the load generator on the same machine.',
  ]
    .map((line) => `- ${line}`)
    .join('\n');
}

/** Tells what is in no figure. */
export function disturbedCells({ disturbed }: Results): string {
  const names = disturbed.map(({ server, workload, round }) => `${workload} of ${server} in round ${round + 1}`);
  const rule =
    'A cell during which something else took more than a tenth of a core is measured again, and left out when it still was so';
  return `${rule}: ${names.length === 0 ? 'none' : names.join(', ')}.`;
}

export function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`;
  return [line(head), line(head.map((_, index) => (index === 0 ? '---' : '---:'))), ...rows.map(line)].join('\n');
}

export function number(value: number | null, digits: number): string {
  return value === null || Number.isNaN(value) ? NONE : value.toFixed(digits);
}
