import { foldLines, sortKey } from '../../../../domain/folding.ts';
import { FIRST_OPENID_USER_ID, MAX_COMMUNITY_USER_ID } from '../../../../domain/user.ts';
import { type Check, queries } from './check.ts';

const users = queries(
  'users',
  `select 'user ' || id || ' has an id that no user can have' from users
    where id < 1 or id > ${Number.MAX_SAFE_INTEGER} or (id > ${MAX_COMMUNITY_USER_ID} and id < ${FIRST_OPENID_USER_ID})`,
  `select 'user ' || id || ' has an identity at an issuer, and the id of a community user' from users
    where issuer is not null and id <= ${MAX_COMMUNITY_USER_ID}`,
  `select 'user ' || id || ' has half an identity' from users where (issuer is null) <> (subject is null)`,
  `select 'user ' || id || ' has no username' from users where trim(username) = ''`,
);

const profiles = queries(
  'profiles',
  `select 'the website of user ' || user_id || ' is no http(s) address' from profiles
    where website not like 'http://%' and website not like 'https://%'`,
  `select 'the tags of user ' || user_id || ' cannot be read' from profiles
    where case when json_valid(tags) then json_type(tags) is not 'array' else true end`,
);

interface Folded {
  readonly id: number;
  readonly username: string;
  readonly realName: string;
  readonly usernameSort: string;
  readonly folded: string;
}

const names: Check = {
  name: 'names',
  *find(client) {
    const rows = client.prepare<[], Folded>(
      'select id, username, real_name as realName, username_sort as usernameSort, folded from users',
    );
    for (const user of rows.iterate()) {
      if (user.usernameSort !== sortKey(user.username))
        yield `user ${user.id} is ordered by another name than their own`;
      if (user.folded !== foldLines(user.username, user.realName)) {
        yield `user ${user.id} is found by other names than their own`;
      }
    }
  },
};

/** Expired invitations are no fault: they are refused when they are used. */
const invitations = queries(
  'invitations',
  `select 'the invitation of ' || quote(email) || ' to group ' || group_id || ' has no such address' from email_invitations
    where email <> lower(trim(email)) or email not like '_%@_%'`,
  `select 'the invitation of ' || quote(email) || ' to group ' || group_id || ' has no hash of a token'
    from email_invitations where length(token_hash) <> 64 or token_hash glob '*[^0-9a-f]*'`,
);

const ANSWER = {
  id: 'integer',
  kind: 'text',
  name: 'text',
  slug: 'text',
  privacy: 'text',
  subscribersCount: 'integer',
  createdAt: 'integer',
  createdById: 'integer',
  managedById: 'integer',
};

const unlike = Object.entries(ANSWER).map(([key, type]) => `json_type(answer, '$.${key}') is not '${type}'`);

const answers = queries(
  'answers',
  `select 'the answer that user ' || user_id || ' had for the key ' || quote(key) || ' cannot be read'
    from idempotency_keys where case when json_valid(answer) then ${unlike.join(' or ')} else true end`,
);

export const peopleChecks: readonly Check[] = [users, profiles, names, invitations, answers];
