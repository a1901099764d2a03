import { spawnSync } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { runToEnd } from './children.ts';
import { dataOf } from './data.ts';
import type { Bench } from './measure.ts';
import { guildhallIn, type ServerKind } from './servers.ts';

/** Guildhall as one checkout has it, on data of its own migrations. */
export interface Build {
  readonly kind: ServerKind;
  readonly bench: Bench;
}

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
/** What npm and the bundle of a checkout keep in node_modules, which no two checkouts share. */
const OWN = '.cache';

/** Checks a commit out into a folder, with its packages and its bundle. It has to be removed with `removeCheckout`. */
export async function checkOut(revision: string, checkout: string): Promise<void> {
  await runToEnd('git', ['worktree', 'add', '--detach', checkout, revision], ROOT);
  const lockfile = (folder: string) => readFileSync(join(folder, 'package-lock.json'), 'utf8');
  if (lockfile(checkout) === lockfile(ROOT)) linkPackages(checkout);
  else await runToEnd('npm', ['ci', '--ignore-scripts'], checkout);
  await runToEnd('npm', ['run', '-s', '--if-present', 'bundle'], checkout);
}

/** Also removes what was left of one that was broken off. */
export function removeCheckout(checkout: string): void {
  spawnSync('git', ['worktree', 'remove', '--force', checkout], { cwd: ROOT });
}

export async function buildIn(checkout: string, folder: string): Promise<Build> {
  return { kind: guildhallIn(checkout), bench: await dataOf(checkout, folder) };
}

export const buildHere = (folder: string): Promise<Build> => buildIn(ROOT, folder);

function linkPackages(checkout: string): void {
  const [from, to] = [join(ROOT, 'node_modules'), join(checkout, 'node_modules')];
  mkdirSync(to);
  for (const name of readdirSync(from)) if (name !== OWN) symlinkSync(join(from, name), join(to, name));
}
