import { rmSync } from 'node:fs';
import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { importUsers, makeSharedGroups, openDesk } from './cast.ts';
import { imageCheck } from './checks.ts';
import { type Figures, newFigures } from './figures.ts';
import type { Account, Violation } from './ledger.ts';
import { makePictures, type Picture } from './pictures.ts';
import { randomFrom } from './random.ts';
import { readSample } from './reads.ts';
import {
  awaitSweep,
  checkRemains,
  end,
  killFirstStart,
  killStart,
  killUnderWrites,
  type Living,
  type Run,
  start,
} from './rounds.ts';
import { environmentOf, freePort, SECRET } from './server-process.ts';
import { openWriter, type Writer, type WriterDeps } from './writer.ts';

export interface TortureOptions {
  readonly kills: number;
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
  const folder = await mkdtemp(join(tmpdir(), 'guildhall-torture-'));
  const pictures = await makePictures();
  const data = { database: join(folder, 'guildhall.db'), media: join(folder, 'media') };
  const random = randomFrom(seed);
  const run: Run = {
    folder,
    data,
    random,
    port: await freePort(random),
    longestLifeMs,
    figures: newFigures(seed, writers),
    violations: [],
    servers: new Set(),
    checkImages: imageCheck(data, pictures),
  };
  // Synchronous, because a process that is interrupted waits for nothing.
  const cleanUp = () => {
    for (const server of run.servers) server.signal('SIGKILL');
    rmSync(folder, { recursive: true, force: true, maxRetries: 10, retryDelay: 50 });
  };
  process.once('exit', cleanUp);
  try {
    await runAll(run, pictures, options);
    return run;
  } finally {
    process.off('exit', cleanUp);
    cleanUp();
  }
}

interface Company extends Pick<WriterDeps, 'tokens' | 'report'> {
  readonly writers: readonly Writer[];
  readonly accounts: readonly Account[];
}

async function runAll(run: Run, pictures: readonly Picture[], { kills, onKill }: TortureOptions): Promise<void> {
  const { figures, folder, violations } = run;
  const env = environmentOf(run.data, run.port);
  const tokens = await importUsers(folder, figures.writers, { env, secret: SECRET });
  let living = await start(run);
  if (living === null) return;
  const company = await assemble(run, living, { tokens, pictures });

  for (let kill = 0; kill < kills && living !== null; kill += 1) {
    if (kill % 10 === 1) await killFirstStart(run);
    await killUnderWrites(run, living, company.writers, kill % 10 === 2);
    await checkRemains(run, company.accounts);
    if (kill % 10 === 4) await killStart(run);
    onKill?.(figures);
    if (violations.length > 0) return;
    // Every other time nobody waits for the sweep: it must not take what is being written.
    const isQuiet = kill % 2 === 0 || kill === kills - 1;
    living = await start(run, isQuiet ? [] : company.writers);
    if (living !== null && isQuiet) await lookAround(run, living, company);
  }
  if (living !== null) await finish(run, living, company);
}

async function assemble(
  run: Run,
  { life }: Living,
  { tokens, pictures }: { readonly tokens: ReadonlyMap<number, string>; readonly pictures: readonly Picture[] },
): Promise<Company> {
  const { figures, violations } = run;
  const shared = await makeSharedGroups(life.url, tokens);
  const report = (violation: Violation) => void violations.push(violation);
  const writers = Array.from({ length: figures.writers }, (_, index) =>
    openWriter(openDesk(index, figures.seed, { shared: shared.groups, pictures }), { tokens, figures, report }),
  );
  return { tokens, report, writers, accounts: [shared.account, ...writers.map(({ desk }) => desk.account)] };
}

async function lookAround(run: Run, { life }: Living, company: Company): Promise<void> {
  run.figures.reads += await readSample(life, company.writers, run.random, company);
  await awaitSweep(run);
}

/** All that is still without an answer gets one; then nothing is left to be in doubt. */
async function finish(run: Run, living: Living, { writers, accounts }: Company): Promise<void> {
  await Promise.all(writers.map((writer) => writer.repeat(living.life)));
  await awaitSweep(run);
  await end(run, living);
  await checkRemains(run, accounts);
}
