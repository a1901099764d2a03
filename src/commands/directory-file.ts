import { z } from 'zod';
import { profileFields } from '../auth/profile-fields.ts';
import type { Profile } from '../domain/profile.ts';
import { ok, type Result, refuse } from '../domain/result.ts';
import { isShowable, isVisible } from '../domain/shown-text.ts';
import { compose } from '../domain/text.ts';
import { type ImportedUser, MAX_COMMUNITY_USER_ID } from '../domain/user.ts';

export interface DirectoryLine {
  /** Counted from 1. */
  readonly line: number;
  readonly user: ImportedUser;
}

/** UTF-16 units. */
const MAX_LINE_LENGTH = 255;
const MAX_URL_LENGTH = 2_048;
/** Bad lines that are named one by one, and characters that are said of each: a wrong file can have millions. */
const MAX_TOLD_LINES = 20;
const MAX_TOLD_LENGTH = 500;

/** A text of which nothing can be seen is none. */
const oneLine = z
  .string()
  .max(MAX_LINE_LENGTH)
  .transform((text) => (isVisible(text) ? text : ''))
  .refine(isShowable, 'has control characters in it, or others that cannot be shown');

const username = oneLine
  .transform((text, context) => {
    const composed = compose(text.trim(), MAX_LINE_LENGTH);
    if (composed.ok) return composed.value;
    context.addIssue({ code: 'custom', message: 'is too long' });
    return z.NEVER;
  })
  .refine((text) => text !== '', 'has nothing in it that can be seen');

const person = z
  .strictObject({
    id: z.int().min(1).max(MAX_COMMUNITY_USER_ID).optional(),
    issuer: z.url().max(MAX_URL_LENGTH).optional(),
    subject: z.string().min(1).max(MAX_LINE_LENGTH).optional(),
    username,
    realName: oneLine.default(''),
    avatarUrl: z
      .url({ protocol: /^https?$/, normalize: true })
      .max(MAX_URL_LENGTH)
      .nullish(),
    extId: oneLine.nullish(),
    reviewer: z.boolean().default(false),
    bio: profileFields.bio.nullish(),
    location: profileFields.location.nullish(),
    website: profileFields.website.nullish(),
    tags: profileFields.tags.nullish(),
  })
  .refine(({ id, issuer, subject }) => id === undefined || (issuer === undefined && subject === undefined), {
    error: 'has both an id and an issuer or subject; a user is known by one or the other',
  });

/** Reads newline-delimited JSON; the refusal names the bad lines, and all that is wrong with each. */
export function readDirectory(text: string, defaultIssuer: string | null): Result<DirectoryLine[], readonly string[]> {
  const people: DirectoryLine[] = [];
  const problems: string[] = [];
  for (const [index, content] of text
    .replace(/^\ufeff/, '')
    .split('\n')
    .entries()) {
    if (content.trim() === '') continue;
    const user = readPerson(content, defaultIssuer);
    if (user.ok) people.push({ line: index + 1, user: user.value });
    else problems.push(`line ${index + 1}: ${shortened(user.refusal)}`);
  }
  return problems.length === 0 ? ok(people) : refuse(firstOf(problems));
}

function shortened(problem: string): string {
  return problem.length > MAX_TOLD_LENGTH ? `${problem.slice(0, MAX_TOLD_LENGTH)}...` : problem;
}

function firstOf(problems: readonly string[]): readonly string[] {
  const untold = problems.length - MAX_TOLD_LINES;
  return untold <= 0 ? problems : [...problems.slice(0, MAX_TOLD_LINES), `and ${untold} more lines`];
}

function readPerson(content: string, defaultIssuer: string | null): Result<ImportedUser, string> {
  const json = readJson(content);
  if (json === undefined) return refuse('is not JSON');
  const parsed = person.safeParse(json);
  if (!parsed.success) {
    const problems = parsed.error.issues.map(({ path, message }) =>
      [path.join('.'), message].filter(Boolean).join(': '),
    );
    return refuse(problems.join('; '));
  }

  const { id, subject, issuer: given = defaultIssuer, username, realName, avatarUrl, extId, reviewer } = parsed.data;
  // The same issuer, however its last slash is spelt: tokens are read so, too.
  const issuer = bare(given) === bare(defaultIssuer) ? defaultIssuer : given;
  const profile = profileOf(parsed.data);
  const rest = { username, realName, avatarUrl: avatarUrl ?? null, extId: extId || null, reviewer, profile };
  if (id !== undefined) return ok({ key: { communityId: id }, ...rest });
  if (subject === undefined) {
    return parsed.data.issuer === undefined ? ok({ key: null, ...rest }) : refuse('has an issuer but no subject');
  }
  return issuer === null
    ? refuse('has a subject but no issuer, and OIDC_ISSUER is not set')
    : ok({ key: { issuer, subject }, ...rest });
}

function profileOf({ bio, location, website, tags }: z.output<typeof person>): Profile {
  return { bio: bio ?? '', location: location ?? '', website: website ?? null, tags: tags ?? [] };
}

function bare(issuer: string | null): string | undefined {
  return issuer?.replace(/\/$/, '');
}

function readJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
