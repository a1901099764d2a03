import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import {
  type Breach,
  breaches,
  type Contracts,
  contractsAt,
  currentContracts,
  DECLARED,
  LANDED,
  landedCommit,
  undeclared,
} from './contracts.ts';

/** Compares the contracts with those that last landed; with `--accept`, keeps them as such. Null when all is well. */
function check(accept: boolean): string | null {
  const current = currentContracts();
  const declared = readFileSync(DECLARED, 'utf8');
  const commit = landedCommit();
  const bases = [committedCopies(), ...(commit === null ? [] : [contractsAt(commit)])];
  const found = bases.flatMap((base) => undeclared(breaches(base, current), declared));
  if (found.length > 0) return undeclaredMessage(found);
  if (accept) keep(current);

  const stale = NAMES.filter((name) => committedCopies()[name] !== current[name]);
  return stale.length === 0
    ? null
    : `Changed, and not kept as landed: ${stale.join(', ')}. Run: npm run contracts -- --accept`;
}

const NAMES = ['graphql', 'openapi'] as const;

function committedCopies(): Partial<Contracts> {
  const known = NAMES.filter((name) => existsSync(LANDED[name]));
  return Object.fromEntries(known.map((name) => [name, readFileSync(LANDED[name], 'utf8')]));
}

function keep(current: Contracts): void {
  for (const name of NAMES) {
    mkdirSync(dirname(LANDED[name]), { recursive: true });
    writeFileSync(LANDED[name], current[name]);
  }
}

function undeclaredMessage(found: readonly Breach[]): string {
  const missing = [...new Map(found.map((breach) => [JSON.stringify(breach), breach])).values()];
  const entries = missing.map((breach) => `  ${JSON.stringify({ ...breach, reason: '' })}`);
  return `These changes break clients. Undo them, or declare each with its reason in ${DECLARED}, where \`*\` stands for anything:\n${entries.join('\n')}`;
}

const problem = check(process.argv.includes('--accept'));
if (problem !== null) {
  console.error(problem);
  process.exitCode = 1;
}
