import { join } from 'node:path';
import { checkAnswers, firstAnswer } from './answers.ts';
import { type Bench, measure, measureLoad } from './measure.ts';
import { rotated } from './rounds.ts';
import { ALL_SEARCHES, SEARCHES } from './searches.ts';
import { type Server, serverOf, startServer } from './servers.ts';
import { type Workload, workloadOf } from './workloads.ts';

/** Guildhall on more data against Guildhall on less. */
export interface Growth {
  readonly what: string;
  readonly groups: readonly [less: number, more: number];
  /** Per round: ms at the median for searches, answers a second for the others. */
  readonly rounds: readonly (readonly [less: number, more: number])[];
}

const PLAN = { warmUpSeconds: 4, warmUpAnswers: 0, seconds: 4, secondsAlone: 0 };
const SEARCH_SECONDS = 2;

/** `small` and `large` for searches, `usual` and `large` for creating and reading. */
export async function measureGrowth(
  small: Bench,
  usual: Bench,
  large: Bench,
  rounds: number,
): Promise<readonly Growth[]> {
  const searched = await withServers([small, large], (servers) => searches([small, large], servers, rounds));
  return [
    ...searched,
    await throughput([usual, large], workloadOf('W3'), rounds),
    await throughput([usual, large], workloadOf('W1'), rounds),
  ];
}

type Pair<Item> = readonly [Item, Item];

async function searches(benches: Pair<Bench>, servers: Pair<Server>, rounds: number): Promise<Growth[]> {
  const workload = workloadOf('S');
  const requests = await workload.requests('graphql', benches[0].size);
  const kinds = Object.keys(SEARCHES);
  const found: Growth[] = [];
  for (const [index, what] of kinds.entries()) {
    const ofThisKind = requests.filter((_, place) => place % kinds.length === index);
    const figures = await inRounds(rounds, async (place) => {
      const { p50 } = await measureLoad(benches[place], servers[place], workload, 1, SEARCH_SECONDS, ofThisKind);
      return p50;
    });
    found.push({ what, groups: sizes(benches), rounds: figures });
  }
  const together = (round: number, place: 0 | 1) =>
    found.reduce((sum, { rounds: figures }) => sum + (figures[round]?.[place] ?? 0), 0);
  const all = Array.from({ length: rounds }, (_, round): Pair<number> => [together(round, 0), together(round, 1)]);
  return [...found, { what: ALL_SEARCHES, groups: sizes(benches), rounds: all }];
}

/** In fresh processes: what W1 adds to the data in one round is not there in the next. */
async function throughput(benches: Pair<Bench>, workload: Workload, rounds: number): Promise<Growth> {
  const figures = await inRounds(rounds, async (place, round) => {
    const cell = await measure(benches[place], serverOf('guildhall'), workload, PLAN, round);
    return cell.many.perSecond;
  });
  return { what: workload.name, groups: sizes(benches), rounds: figures };
}

async function inRounds(
  rounds: number,
  read: (place: 0 | 1, round: number) => Promise<number>,
): Promise<Pair<number>[]> {
  const figures: Pair<number>[] = [];
  for (let round = 0; round < rounds; round += 1) {
    const result: [number, number] = [0, 0];
    for (const place of rotated([0, 1] as const, round)) result[place] = await read(place, round);
    figures.push(result);
  }
  return figures;
}

const sizes = ([less, more]: Pair<Bench>): Growth['groups'] => [less.size.groups, more.size.groups];

/** Both run at once, so that rounds can go back and forth; at any time only one of them has something to do. */
async function withServers<Value>(
  benches: Pair<Bench>,
  use: (servers: Pair<Server>) => Promise<Value>,
): Promise<Value> {
  const started: Server[] = [];
  try {
    const begin = async (bench: Bench, name: string) => {
      const server = await startServer(serverOf('guildhall'), bench.bases, join(bench.folder, name));
      started.push(server);
      await firstAnswer(server, bench.size, bench.tokens[0] ?? '', server.startedAt);
      await checkAnswers(server, workloadOf('S'), bench.size, bench.tokens[0] ?? '');
      return server;
    };
    return await use([await begin(benches[0], 'less'), await begin(benches[1], 'more')]);
  } finally {
    for (const server of started) await server.stop();
  }
}
