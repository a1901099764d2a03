import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { LANDED } from '../../contracts/contracts.ts';

const FOLDER = import.meta.dirname;
/** What came of the last run; only a run in a browser writes it. */
export const RECORD = join(FOLDER, 'result.json');
const VENDOR = '@selfcommunity/';

const state = z.strictObject({
  /** The vendor's packages, with their versions. */
  packages: z.record(z.string(), z.string()),
  /** SHA-256 of the lockfile that they were installed by. */
  lockfile: z.string(),
  /** SHA-256 of what the landed OpenAPI document says of SelfCommunity's API. */
  contract: z.string(),
});
const result = state.extend({
  date: z.iso.date(),
  chromium: z.string(),
  passed: z.int(),
  /** Names of the tests that failed. */
  failed: z.array(z.string()),
});
/** What a result depends on: another is stale. */
export type State = z.infer<typeof state>;
export type Result = z.infer<typeof result>;

export async function readResult(): Promise<Result> {
  return result.parse(JSON.parse(await readFile(RECORD, 'utf8')));
}

const lockfile = z.object({ packages: z.record(z.string(), z.object({ version: z.string().optional() })) });

export async function currentState(): Promise<State> {
  const lock = await readFile(join(FOLDER, 'package-lock.json'), 'utf8');
  const installed = Object.entries(lockfile.parse(JSON.parse(lock)).packages);
  const names = installed.map(([path, { version = '' }]) => [path.replace(/^node_modules\//, ''), version] as const);
  return {
    packages: Object.fromEntries(names.filter(([name]) => name.startsWith(VENDOR))),
    lockfile: sha256(lock),
    contract: sha256(JSON.stringify(selfCommunityPart(await readFile(LANDED.openapi, 'utf8')))),
  };
}

const document = z.object({
  paths: z.record(z.string(), z.unknown()),
  components: z.record(z.string(), z.record(z.string(), z.unknown())),
});

/** The paths of SelfCommunity's API, with the components that they refer to, directly or not. */
export function selfCommunityPart(openapi: string): object {
  const { paths, components } = document.parse(JSON.parse(openapi));
  const own = Object.entries(paths).filter(([path]) => path.startsWith('/api/v2/') || path.startsWith('/ws/'));
  const found = new Map<string, unknown>();
  const pending = referencesIn(own);
  for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
    if (found.has(next)) continue;
    const [kind = '', name = ''] = next.split('/');
    const component = components[kind]?.[name];
    found.set(next, component);
    pending.push(...referencesIn(component));
  }
  return { paths: own, components: [...found].sort(([one], [other]) => (one < other ? -1 : 1)) };
}

function referencesIn(part: unknown): string[] {
  return [...(JSON.stringify(part) ?? '').matchAll(/"#\/components\/([^"]+)"/g)].map(([, name = '']) => name);
}

const sha256 = (text: string) => createHash('sha256').update(text).digest('hex');
