import { cpus } from 'node:os';
import { GROUPS, USERS } from './data.ts';
import type { Dear } from './dear.ts';
import type { Reading } from './measure.ts';
import type { Answer } from './send.ts';

export interface Row {
  readonly dear: Dear;
  readonly heapMegabytes: number | null;
  /** One for each server, in the order in which they were named. */
  readonly readings: readonly Reading[];
}

const MEGABYTE = 1_000_000;
const NONE = '–';

export const nameOf = ({ dear, heapMegabytes }: Pick<Row, 'dear' | 'heapMegabytes'>): string =>
  `${dear.name}${heapMegabytes === null ? '' : `, on a heap of ${heapMegabytes} MB`}`;

/** Whether others waited no longer than they may, were not turned away, and the process is still there. */
export function isWithin({ wait, ended, told }: Reading, limitMs: number): boolean {
  const isTurnedAway = told.other !== undefined && (typeof told.other.status === 'string' || told.other.status >= 400);
  return !ended && wait <= limitMs && !isTurnedAway;
}

export function lineOf(reading: Reading): string {
  const { wait, told, peakMegabytes, ended } = reading;
  return [
    `wait ${wait.toFixed(0)} ms`,
    ended ? 'THE PROCESS ENDED' : `peak ${peakMegabytes ?? NONE} MB`,
    `answers ${statusesOf(told.answers)} in ${slowestOf(told.answers)}, ${bytesOf(told.answers)}`,
    ...(told.other ? [`another: ${told.other.status} in ${told.other.ms.toFixed(0)} ms`] : []),
  ].join('; ');
}

/** The table, in Markdown. */
export function reportOf(rows: readonly Row[], servers: readonly string[], limitMs: number): string {
  const heads = servers.flatMap((server) => {
    const own = servers.length > 1 ? `${server}: ` : '';
    return ['wait ms', 'answer', 'its time', 'its size', 'peak MB', 'another’s'].map((head) => own + head);
  });
  return [
    '# Waits',
    [
      `${new Date().toISOString().slice(0, 10)}, ${cpus().length} × ${cpus()[0]?.model ?? 'unknown'}, Node ${process.versions.node};`,
      `${GROUPS.toLocaleString('en')} groups, ${USERS.toLocaleString('en')} users, all settings at their defaults.`,
      'Each request runs in a fresh process. *Wait* is the slowest answer to `GET` of a path that is not there, on another',
      `connection, meanwhile: at most ${limitMs} ms. *Another’s* is a request of somebody else, amid the dear ones. Bold is beyond`,
      'what may be. Figures in ms and MB are this machine’s.',
    ].join('\n'),
    table(
      ['point', 'request', ...heads],
      rows.map((row) => [
        String(row.dear.point),
        nameOf(row),
        ...row.readings.flatMap((reading) => cells(reading, limitMs)),
      ]),
    ),
  ]
    .join('\n\n')
    .concat('\n');
}

function cells({ wait, told, peakMegabytes, ended }: Reading, limitMs: number): readonly string[] {
  const { answers, other } = told;
  return [
    bold(wait.toFixed(0), wait > limitMs),
    statusesOf(answers),
    slowestOf(answers),
    bytesOf(answers),
    ended ? '**ended**' : String(peakMegabytes ?? NONE),
    other === undefined ? NONE : `${other.status} in ${seconds(other.ms)}`,
  ];
}

const bold = (text: string, is: boolean) => (is ? `**${text}**` : text);
const seconds = (ms: number) => (ms < 1_000 ? `${ms.toFixed(0)} ms` : `${(ms / 1_000).toFixed(1)} s`);
const slowestOf = (answers: readonly Answer[]) => seconds(Math.max(...answers.map(({ ms }) => ms)));

function statusesOf(answers: readonly Answer[]): string {
  const counts = Map.groupBy(answers, ({ status }) => String(status));
  return [...counts].map(([status, all]) => (answers.length === 1 ? status : `${all.length} × ${status}`)).join(', ');
}

function bytesOf(answers: readonly Answer[]): string {
  const bytes = answers.reduce((sum, answer) => sum + answer.bytes, 0);
  return bytes < MEGABYTE / 10 ? `${(bytes / 1_000).toFixed(1)} kB` : `${(bytes / MEGABYTE).toFixed(1)} MB`;
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`;
  return [line(head), line(head.map((_, index) => (index < 2 ? '---' : '---:'))), ...rows.map(line)].join('\n');
}
