import { foldLines, sortKey } from '../../../../domain/folding.ts';
import type { GroupKind } from '../../../../domain/group.ts';
import {
  checkColor,
  checkCountry,
  checkCoverPosition,
  checkDescription,
  checkName,
  checkSlug,
  nameKey,
} from '../../../../domain/group-fields.ts';
import { readWebsite } from '../../../../domain/organization.ts';
import type { Result } from '../../../../domain/result.ts';
import { type Check, queries } from './check.ts';

const managers = queries(
  'managers',
  `select 'group ' || groups.id || ' is managed by user ' || managed_by_id || ', who is not subscribed to it'
    from groups left join memberships on group_id = groups.id and user_id = managed_by_id
    where status is not 'SUBSCRIBED'`,
);

/** Selects the groups whose counter is wrong, with the right count. */
export const WRONG_COUNTERS = `
  select id, subscribers_count as counted, actual
  from (select id, subscribers_count,
    (select count(*) from memberships where group_id = groups.id and status = 'SUBSCRIBED') as actual from groups)
  where subscribers_count is not actual`;

const counters = queries(
  'counters',
  `select 'group ' || id || ' counts ' || counted || ' members, and has ' || actual from (${WRONG_COUNTERS})`,
);

const memberships = queries(
  'standings',
  `select 'user ' || user_id || ' stands to group ' || group_id || ' as ' || quote(status)
    from memberships where status not in ('INVITED', 'REQUESTED', 'SUBSCRIBED')`,
  `select 'user ' || user_id || ' is an admin of group ' || group_id || ', but not subscribed to it'
    from memberships where admin and status <> 'SUBSCRIBED'`,
);

const visibility = queries(
  'visibility',
  `select 'group ' || id || ' is public, and not visible' from groups where privacy = 'PUBLIC' and not visible`,
  `select 'group ' || id || ' has ' || quote(privacy) || ' for its privacy'
    from groups where privacy not in ('PUBLIC', 'PRIVATE')`,
);

const requests = queries(
  'requests',
  `select iif(visible, 'public', 'hidden') || ' group ' || id || ' has requests to join it' from groups
    where (privacy = 'PUBLIC' or not visible)
      and exists (select 1 from memberships where group_id = groups.id and status = 'REQUESTED')`,
);

const unique = queries(
  'unique',
  `select 'groups ' || group_concat(id) || ' claim one name' from groups
    where name_key is not null group by name_key having count(*) > 1`,
  `select 'groups ' || group_concat(id) || ' have one slug' from groups group by slug_key having count(*) > 1`,
  `select 'users ' || group_concat(id) || ' have one username' from users group by username having count(*) > 1`,
  `select 'users ' || group_concat(id) || ' have one identity'
    from users where issuer is not null group by issuer, subject having count(*) > 1`,
);

const privateTokens = queries(
  'private-tokens',
  `select 'group ' || id || ' has no private token' from groups where private_token = ''`,
);

const pages = queries(
  'pages',
  `select 'group ' || id || ' is of the kind ' || quote(kind) from groups where kind not in ('GROUP', 'PAGE')`,
  `select 'page ' || id || ' has no request' from groups left join page_requests on group_id = id
    where kind = 'PAGE' and group_id is null`,
  `select 'group ' || id || ' is no page, and has the request for one'
    from groups join page_requests on group_id = id where kind <> 'PAGE'`,
  `select 'page ' || id || ' is not shown, and its request is ' || quote(status)
    from groups join page_requests on group_id = id where kind = 'PAGE' and not active and status = 'APPROVED'`,
  `select 'page ' || id || iif(verified, ' is verified', ' is not verified') || ', and its request is ' || quote(status)
    from groups join page_requests on group_id = id where kind = 'PAGE' and verified is not (status = 'APPROVED')`,
  `select 'the request for page ' || group_id || ' is ' || quote(status) from page_requests
    where status not in ('PENDING', 'APPROVED', 'REJECTED')`,
  `select 'the request for page ' || group_id || ' is ' || quote(status)
      || iif(reviewed_at is null, ', and has no time of review', ', and has a time of review')
    from page_requests where (status = 'PENDING') is not (reviewed_at is null)`,
  `select 'the request for page ' || group_id || ' is ' || quote(status)
      || iif(reviewed_by_id is null, ', and has no reviewer', ', and has a reviewer')
    from page_requests where (status = 'PENDING') is not (reviewed_by_id is null)`,
);

interface Fields {
  readonly id: number;
  readonly kind: GroupKind;
  readonly name: string;
  readonly nameKey: string | null;
  readonly nameSort: string;
  readonly folded: string;
  readonly slug: string;
  readonly description: string;
  readonly color: string | null;
  readonly country: string | null;
  readonly position: number;
  /** The website of a page's organisation. */
  readonly website: string | null;
}

/** Each field is one that the domain accepts, and each key is the one that the domain makes of the fields. */
const fields: Check = {
  name: 'fields',
  *find(client) {
    const rows = client.prepare<[], Fields>(`
      select id, kind, name, name_key as nameKey, name_sort as nameSort, folded, slug, description, color, country,
        cover_image_position as position, organization_website as website
      from groups left join page_requests on group_id = id`);
    for (const group of rows.iterate()) {
      for (const field of wrongFields(group)) yield `group ${group.id} cannot have this ${field}`;
      if (group.nameKey !== null && group.nameKey !== nameKey(group.name)) {
        yield `group ${group.id} claims another name than its own`;
      }
      if (group.nameSort !== sortKey(group.name)) yield `group ${group.id} is ordered by another name than its own`;
      if (group.folded !== foldLines(group.name, group.description)) {
        yield `group ${group.id} is found by other texts than its own`;
      }
    }
  },
};

function wrongFields(group: Fields): string[] {
  return [
    ...wrong('name', group.name, checkName),
    ...wrong('slug', group.slug, (slug) => checkSlug(slug, group.kind)),
    ...wrong('description', group.description, checkDescription),
    ...wrong('color', group.color, checkColor),
    ...wrong('country', group.country, checkCountry),
    ...wrong('website', group.website, readWebsite),
    ...wrong('cover position', group.position, checkCoverPosition),
  ];
}

function wrong<Value>(
  field: string,
  value: Value | null,
  check: (value: Value) => Result<Value | null, unknown>,
): readonly string[] {
  if (value === null) return [];
  const checked = check(value);
  return checked.ok && checked.value === value ? [] : [field];
}

export const groupChecks: readonly Check[] = [
  managers,
  counters,
  memberships,
  visibility,
  requests,
  unique,
  fields,
  privateTokens,
  pages,
];
