import { z } from 'zod';
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
    issuer: z.url().optional(),
    subject: z.string().min(1).max(255).optional(),
    username,
    realName: oneLine.default(''),
    avatarUrl: z.url({ protocol: /^https?$/, normalize: true }).nullish(),
    extId: oneLine.nullish(),
    reviewer: z.boolean().default(false),
  })
  .refine(({ id, issuer, subject }) => id === undefined || (issuer === undefined && subject === undefined), {
    error: 'has both an id and an issuer or subject; a user is known by one or the other',
  });

/** Reads newline-delimited JSON; the refusal names the first bad line and what is wrong with it. */
export function readDirectory(text: string, defaultIssuer: string | null): Result<DirectoryLine[], string> {
  const people: DirectoryLine[] = [];
  for (const [index, content] of text
    .replace(/^\ufeff/, '')
    .split('\n')
    .entries()) {
    if (content.trim() === '') continue;
    const user = readPerson(content, defaultIssuer);
    if (!user.ok) return refuse(`line ${index + 1}: ${user.refusal}`);
    people.push({ line: index + 1, user: user.value });
  }
  return ok(people);
}

function readPerson(content: string, defaultIssuer: string | null): Result<ImportedUser, string> {
  const json = readJson(content);
  if (json === undefined) return refuse('is not JSON');
  const parsed = person.safeParse(json);
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    return refuse([issue?.path.join('.'), issue?.message].filter(Boolean).join(': '));
  }

  const { id, subject, issuer: given = defaultIssuer, username, realName, avatarUrl, extId, reviewer } = parsed.data;
  // The same issuer, however its last slash is spelt: tokens are read so, too.
  const issuer = bare(given) === bare(defaultIssuer) ? defaultIssuer : given;
  const rest = { username, realName, avatarUrl: avatarUrl ?? null, extId: extId || null, reviewer };
  if (id !== undefined) return ok({ key: { communityId: id }, ...rest });
  if (subject === undefined) {
    return parsed.data.issuer === undefined ? ok({ key: null, ...rest }) : refuse('has an issuer but no subject');
  }
  return issuer === null
    ? refuse('has a subject but no issuer, and OIDC_ISSUER is not set')
    : ok({ key: { issuer, subject }, ...rest });
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
