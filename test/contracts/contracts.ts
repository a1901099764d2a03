import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { buildSchema, findBreakingChanges } from 'graphql';
import { z } from 'zod';
import manifest from '../../package.json' with { type: 'json' };
import { DIALECTS } from '../../src/app.ts';
import { openApiDocument } from '../../src/rest/openapi/document.ts';
import { breakingOpenApiChanges, readOpenApi } from './openapi-changes.ts';

/** What clients are written against, as text. */
export interface Contracts {
  readonly graphql: string;
  readonly openapi: string;
}

export interface Breach {
  readonly contract: keyof Contracts;
  readonly change: string;
}

/** Where the contracts stand as they last landed. */
export const LANDED: Contracts = {
  graphql: 'test/contracts/landed/schema.graphql',
  openapi: 'test/contracts/landed/openapi.json',
};
export const DECLARED = 'test/contracts/breaking.json';

export function currentContracts(): Contracts {
  const document = openApiDocument(DIALECTS, manifest.version);
  return { graphql: readFileSync('schema.graphql', 'utf8'), openapi: `${JSON.stringify(document, null, 2)}\n` };
}

/** What `after` breaks for a client of `before`; a contract that there was not before breaks nothing. */
export function breaches(before: Partial<Contracts>, after: Contracts): Breach[] {
  const graphql =
    before.graphql === undefined
      ? []
      : findBreakingChanges(buildSchema(before.graphql), buildSchema(after.graphql)).map(
          ({ description }) => description,
        );
  const openapi =
    before.openapi === undefined ? [] : breakingOpenApiChanges(readOpenApi(before.openapi), readOpenApi(after.openapi));
  return [
    ...graphql.map((change) => ({ contract: 'graphql', change }) as const),
    ...openapi.map((change) => ({ contract: 'openapi', change }) as const),
  ];
}

const declaration = z.strictObject({
  contract: z.enum(['graphql', 'openapi']),
  change: z.string(),
  reason: z.string().regex(/\w+ \w+/, 'a reason has words'),
});

export function undeclared(found: readonly Breach[], declared: string): Breach[] {
  const known = z.array(declaration).parse(JSON.parse(declared));
  return found.filter((breach) => {
    return !known.some(({ contract, change }) => contract === breach.contract && covers(change, breach.change));
  });
}

/** `*` stands for anything: a property that is gone may be gone from many answers. */
function covers(declared: string, change: string): boolean {
  const escaped = declared.replace(/[.+?^${}()|[\]\\]/g, '\\$&').replaceAll('*', '.*');
  return new RegExp(`^${escaped}$`).test(change);
}

/** The contracts at a commit, as far as it has them. */
export function contractsAt(commit: string): Partial<Contracts> {
  const [graphql, openapi] = [fileAt(commit, 'schema.graphql'), fileAt(commit, LANDED.openapi)];
  return { ...(graphql !== null && { graphql }), ...(openapi !== null && { openapi }) };
}

/**
 * The last landed commit, as far as this clone can know it: where the branch left the main one, or the one
 * before this; null in a clone without history, where the committed copies have to do.
 */
export function landedCommit(): string | null {
  const head = git('rev-parse', 'HEAD');
  for (const main of [process.env['CONTRACTS_BASE'], 'origin/main', 'main']) {
    const base = main ? git('merge-base', 'HEAD', main) : null;
    if (base !== null && base !== head) return base;
  }
  return git('rev-parse', '--verify', 'HEAD^');
}

function fileAt(commit: string, path: string): string | null {
  return git('show', `${commit}:${path}`);
}

function git(...args: readonly string[]): string | null {
  try {
    const text = execFileSync('git', args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] });
    return args[0] === 'show' ? text : text.trim();
  } catch {
    return null;
  }
}
