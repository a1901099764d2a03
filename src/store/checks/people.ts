import { foldLines, sortKey } from '../../domain/folding.ts';
import { FIRST_OPENID_USER_ID, MAX_COMMUNITY_USER_ID } from '../../domain/user.ts';
import { type Check, queries, quoted, type RowCheck, type Storage } from './check.ts';

const users = queries(
  'users',
  `select 'user ' || id || ' has an id that no user can have' from users
    where id < 1 or id > ${Number.MAX_SAFE_INTEGER} or (id > ${MAX_COMMUNITY_USER_ID} and id < ${FIRST_OPENID_USER_ID})`,
  `select 'user ' || id || ' has an identity at an issuer, and the id of a community user' from users
    where issuer is not null and id <= ${MAX_COMMUNITY_USER_ID}`,
  `select 'user ' || id || ' has half an identity' from users where (issuer is null) <> (subject is null)`,
  `select 'user ' || id || ' has no username' from users where trim(username) = ''`,
);

interface KeptProfile {
  readonly userId: number;
  readonly website: string | null;
  readonly tags: string;
}

const profiles: RowCheck = {
  name: 'profiles',
  query: 'select user_id as "userId", website, tags from profiles',
  *linesOf({ userId, website, tags }: KeptProfile) {
    if (website !== null && !/^https?:\/\//i.test(website)) {
      yield `the website of user ${userId} is no http(s) address`;
    }
    if (!Array.isArray(parsed(tags))) yield `the tags of user ${userId} cannot be read`;
  },
};

interface Folded {
  readonly id: number;
  readonly username: string;
  readonly realName: string;
  readonly usernameSort: string;
  readonly folded: string;
}

function names({ stored }: Storage): RowCheck {
  return {
    name: 'names',
    query: 'select id, username, real_name as "realName", username_sort as "usernameSort", folded from users',
    *linesOf(user: Folded) {
      if (user.usernameSort !== stored(sortKey(user.username))) {
        yield `user ${user.id} is ordered by another name than their own`;
      }
      if (user.folded !== foldLines(user.username, user.realName)) {
        yield `user ${user.id} is found by other names than their own`;
      }
    },
  };
}

/** Expired invitations are no fault: they are refused when they are used. */
const invitations = queries(
  'invitations',
  `select 'the invitation of ' || ${quoted('email')} || ' to group ' || group_id || ' has no such address'
    from email_invitations where email <> lower(trim(email)) or email not like '_%@_%'`,
  `select 'the invitation of ' || ${quoted('email')} || ' to group ' || group_id || ' has no hash of a token'
    from email_invitations where length(token_hash) <> 64 or ltrim(token_hash, '0123456789abcdef') <> ''`,
);

interface Answer {
  readonly userId: number;
  readonly key: string;
  readonly answer: string;
}

const PARTS = {
  id: 'number',
  kind: 'string',
  name: 'string',
  slug: 'string',
  privacy: 'string',
  subscribersCount: 'number',
  createdAt: 'number',
  createdById: 'number',
  managedById: 'number',
};

const answers: RowCheck = {
  name: 'answers',
  query: 'select user_id as "userId", key, answer from idempotency_keys where answer is not null',
  *linesOf({ userId, key, answer }: Answer) {
    if (!isAnswer(answer)) {
      yield `the answer that user ${userId} had for the key '${key.replaceAll("'", "''")}' cannot be read`;
    }
  },
};

function isAnswer(json: string): boolean {
  const parts = new Map(Object.entries(parsed(json) ?? {}));
  return Object.entries(PARTS).every(([name, type]) => typeof parts.get(name) === type);
}

/** What a text says in JSON; null for a text that is none. */
function parsed(json: string): unknown {
  try {
    return JSON.parse(json);
  } catch (cause) {
    if (!(cause instanceof SyntaxError)) throw cause;
    return null;
  }
}

export function peopleChecks(storage: Storage): readonly Check[] {
  return [users, profiles, names(storage), invitations, answers];
}
