import { z } from 'zod';
import { readSettingFile } from '../../../setting-file.ts';
import { CHOICES, type ChoiceKind } from './choices.ts';

/** What an operator has chosen, by the names of `CHOICES`. */
export type Taste = Readonly<Record<string, string | undefined>>;

const SETTING = 'SELFCOMMUNITY_PREFERENCES';
/** Characters of a text. */
const MAX_LENGTH = 500;

/**
 * Reads the file of chosen preferences, a JSON object of names and texts; null for none. Throws a `StartError` that
 * names everything that is wrong with it.
 */
export function readTaste(file: string | null): Taste {
  if (file === null) return {};
  const { text, fail } = readSettingFile(SETTING, file);
  const given = jsonObject.safeParse(readJson(text));
  if (!given.success) return fail('which is no JSON object: write one such as {"application_name": "Runners"}');
  const parsed = tasteSchema().safeParse(given.data);
  if (parsed.success) return parsed.data;
  const problems = parsed.error.issues.map(({ path, message }) => [...path, message].join(' '));
  return fail(`in which ${problems.join('; ')}: mend what is wrong, or leave it out`);
}

const jsonObject = z.record(z.string(), z.unknown());

function readJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    if (cause instanceof SyntaxError) return null;
    throw cause;
  }
}

// Made when a file is read, as most servers have none.
function tasteSchema(): z.ZodType<Taste> {
  const kinds = kindSchemas();
  const known = Object.entries(CHOICES).map(([name, { kind }]) => [name, kinds[kind].optional()] as const);
  return z.strictObject(Object.fromEntries(known), {
    error: (issue) => (issue.code === 'unrecognized_keys' ? unknownNames(issue.keys) : undefined),
  });
}

function unknownNames(names: readonly string[]): string {
  const listed = names.map((name) => JSON.stringify(name)).join(' and ');
  return `${listed} cannot be set (docs/settings.md lists what can)`;
}

function kindSchemas(): Readonly<Record<ChoiceKind, z.ZodType<string>>> {
  const text = z
    .string({ error: 'must be a text' })
    .max(MAX_LENGTH, `must have at most ${MAX_LENGTH} characters`)
    .regex(/^\P{Cc}*$/u, 'must have no control characters in it');
  return {
    name: text.trim().min(1, 'must not be blank'),
    text,
    color: text.regex(/^#([0-9a-f]{3}|[0-9a-f]{6})$/i, 'must be a colour such as #36c or #3366cc'),
    address: text.pipe(z.url({ protocol: /^https?$/, error: 'must be an http(s) URL' })),
    // Apps take whatever follows a colon for a parameter, so that whole addresses do not work.
    path: text.regex(/^\/([^\s{}:?#]|\{\w+\})*$/, 'must be a path such as /user/{id}/'),
  };
}
