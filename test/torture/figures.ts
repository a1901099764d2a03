export type Outcome = 'acknowledged' | 'refused' | 'unknown';

export interface Count {
  readonly kind: string;
  readonly door: string;
  acknowledged: number;
  refused: number;
  unknown: number;
}

/** What a run has done so far. */
export interface Figures {
  readonly seed: number;
  readonly writers: number;
  kills: number;
  /** Kills of a server that had been told to end. */
  killsWhileEnding: number;
  /** Kills of PostgreSQL, where that is the engine. */
  databaseKills: number;
  /** For each instance, from the first connection that PostgreSQL takes to `/readyz`. */
  readonly recoveriesMs: number[];
  killsDuringStart: number;
  killsDuringFirstStart: number;
  /** Kills during a first start that left a database without tables. */
  killsBeforeTables: number;
  /** From the start of the process to its first answer. */
  readonly restartsMs: number[];
  /** Writes without an answer that turned out to be there, and not to be there. */
  written: number;
  unwritten: number;
  /** Repeats of calls without an answer that were refused, as the claims of their keys had not ended. */
  claimed: number;
  /** Uploads that were acknowledged. */
  images: number;
  /** Files of no group that a killed server left behind. */
  orphans: number;
  /** Groups and pages that were looked for at a door after a restart. */
  reads: number;
  readonly counts: Map<string, Count>;
}

export function newFigures(seed: number, writers: number): Figures {
  return {
    seed,
    writers,
    kills: 0,
    killsWhileEnding: 0,
    databaseKills: 0,
    recoveriesMs: [],
    killsDuringStart: 0,
    killsDuringFirstStart: 0,
    killsBeforeTables: 0,
    restartsMs: [],
    written: 0,
    unwritten: 0,
    claimed: 0,
    images: 0,
    orphans: 0,
    reads: 0,
    counts: new Map(),
  };
}

export function countWrite({ counts }: Figures, kind: string, door: string, outcome: Outcome): void {
  const key = `${kind} ${door}`;
  const count = counts.get(key) ?? { kind, door, acknowledged: 0, refused: 0, unknown: 0 };
  count[outcome] += 1;
  counts.set(key, count);
}

const DOORS = ['graphql', 'selfcommunity', 'rooms'];

/** As results.md shows them, in Markdown. */
export function tell(figures: Figures, violations: number): string {
  const counts = [...figures.counts.values()];
  const sum = (outcome: Outcome) => counts.reduce((total, count) => total + count[outcome], 0);
  const kinds = [...new Set(counts.map(({ kind }) => kind))].sort();
  const cell = (kind: string, door: string) => {
    const count = figures.counts.get(`${kind} ${door}`);
    return count ? `${count.acknowledged} / ${count.unknown} / ${count.refused}` : '';
  };
  const rows = kinds.map((kind) => `| ${kind} | ${DOORS.map((door) => cell(kind, door)).join(' | ')} |`);

  return `| | |
|---|---|
| kills under writes, of ${figures.writers} writers at a time | ${figures.kills} |
| of them while the server was ending after a SIGTERM | ${figures.killsWhileEnding} |
| kills during a start | ${figures.killsDuringStart} |
| kills during the first start, of an empty database | ${figures.killsDuringFirstStart}, ${figures.killsBeforeTables} of them before the tables were made |
| restarts: median and worst time to the first answer | ${times(figures.restartsMs)} |
${figures.databaseKills > 0 ? outages(figures) : ''}| writes acknowledged | ${sum('acknowledged')}, ${figures.images} of them with an image |
| writes refused, as they had to be, or turned away while the server was ending | ${sum('refused')} |
| writes without an answer${figures.databaseKills > 0 ? ', or with 503 while PostgreSQL was away' : ''} | ${sum('unknown')}: ${figures.written} found, ${figures.unwritten} not there |
| files of unfinished writes that were left for a start to remove | ${figures.orphans} |
| groups read at the doors after a restart | ${figures.reads} |
| **violations** | **${violations}** |

Writes by door, as acknowledged / without an answer / refused:

| | ${DOORS.join(' | ')} |
|---|---|---|---|
${rows.join('\n')}
`;
}

function outages({ databaseKills, recoveriesMs, claimed }: Figures): string {
  return `| kills of PostgreSQL, all of its processes, with fsync on | ${databaseKills} |
| instances ready by themselves, from PostgreSQL's first connection: median and worst time | ${times(recoveriesMs)} |
| repeats of calls without an answer that were refused, as the claim of their key had not ended | ${claimed} |
`;
}

/** How many, and the median and the worst. */
function times(all: readonly number[]): string {
  const sorted = all.toSorted((one, other) => one - other);
  const [median = 0] = sorted.slice(sorted.length >> 1);
  return `${sorted.length}: ${median} ms, ${sorted.at(-1) ?? 0} ms`;
}
