import { rmSync } from 'node:fs';
import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { importUsers, makeSharedGroups, openDesk } from './cast.ts';
import { imageCheck } from './checks.ts';
import { type Company, ENGINES, type Engine, type Kills } from './engine.ts';
import { type Figures, newFigures } from './figures.ts';
import type { Violation } from './ledger.ts';
import { makePictures, type Picture } from './pictures.ts';
import { randomFrom } from './random.ts';
import type { Run } from './run.ts';
import { SECRET } from './server-process.ts';
import { openWriter } from './writer.ts';

export interface TortureOptions extends Kills {
  readonly engine: string;
  readonly seed: number;
  readonly writers?: number;
  readonly longestLifeMs?: number;
  readonly onKill?: (figures: Figures) => void;
}

export interface TortureReport {
  readonly figures: Figures;
  /** A run ends with the first kill after which there are any. */
  readonly violations: readonly Violation[];
}

/** Kills real servers under writes, and holds what they left behind against what they had acknowledged. */
export async function torture(options: TortureOptions): Promise<TortureReport> {
  const { seed, writers = 20, longestLifeMs = 2000 } = options;
  const openEngine = ENGINES[options.engine];
  if (openEngine === undefined) throw new Error(`${options.engine} is none of ${Object.keys(ENGINES).join(', ')}`);
  const folder = await mkdtemp(join(tmpdir(), 'guildhall-torture-'));
  const media = join(folder, 'media');
  const pictures = await makePictures();
  const run: Run = {
    folder,
    media,
    random: randomFrom(seed),
    longestLifeMs,
    figures: newFigures(seed, writers),
    violations: [],
    servers: new Set(),
    checkImages: imageCheck({ media }, pictures),
  };
  let engine: Engine | null = null;
  // Synchronous, because a process that is interrupted waits for nothing.
  const cleanUp = () => {
    for (const server of run.servers) server.signal('SIGKILL');
    engine?.abandon();
    rmSync(folder, { recursive: true, force: true, maxRetries: 10, retryDelay: 50 });
  };
  process.once('exit', cleanUp);
  try {
    engine = await openEngine(run, options);
    await runAll(run, engine, pictures, options);
    await engine.close();
    return run;
  } finally {
    process.off('exit', cleanUp);
    cleanUp();
  }
}

async function runAll(run: Run, engine: Engine, pictures: readonly Picture[], options: TortureOptions): Promise<void> {
  const { figures, folder, violations } = run;
  const tokens = await importUsers(folder, figures.writers, { env: engine.env, secret: SECRET });
  if (!(await engine.start())) return;
  const company = await assemble(run, engine, { tokens, pictures });

  const rounds = engine.rounds(options);
  for (let round = 0; round < rounds; round += 1) {
    await engine.round(round, company, round === rounds - 1);
    options.onKill?.(figures);
    if (violations.length > 0) return;
  }
  await engine.finish(company);
}

async function assemble(
  { figures, violations }: Run,
  { url, claimMs }: Engine,
  { tokens, pictures }: { readonly tokens: ReadonlyMap<number, string>; readonly pictures: readonly Picture[] },
): Promise<Company> {
  const shared = await makeSharedGroups(url, tokens);
  const report = (violation: Violation) => void violations.push(violation);
  const writers = Array.from({ length: figures.writers }, (_, index) =>
    openWriter(openDesk(index, figures.seed, { shared: shared.groups, pictures }), {
      tokens,
      figures,
      report,
      claimMs,
    }),
  );
  return { tokens, report, writers, accounts: [shared.account, ...writers.map(({ desk }) => desk.account)] };
}
