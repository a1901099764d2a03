import { foldLines, sortKey } from '../../domain/folding.ts';
import type { GroupKind } from '../../domain/group.ts';
import {
  checkColor,
  checkCountry,
  checkCoverPosition,
  checkDescription,
  checkName,
  checkSlug,
  nameKey,
} from '../../domain/group-fields.ts';
import { readWebsite } from '../../domain/organization.ts';
import type { Result } from '../../domain/result.ts';
import { type Check, either, queries, quoted, type RowCheck, type Storage } from './check.ts';

export function groupChecks(storage: Storage): readonly Check[] {
  return [managers, counters, memberships, visibility, requests, unique, fields(storage), privateTokens, pages];
}

const managers = queries(
  'managers',
  `select 'group ' || groups.id || ' is managed by user ' || managed_by_id || ', who is not subscribed to it'
    from groups left join memberships on group_id = groups.id and user_id = managed_by_id
    where status is distinct from 'SUBSCRIBED'`,
);

/** Selects the groups whose counter is wrong, with the right count. */
export const WRONG_COUNTERS = `
  select id, subscribers_count as counted, actual
  from (select id, subscribers_count,
    (select count(*) from memberships where group_id = groups.id and status = 'SUBSCRIBED') as actual from groups) as each
  where subscribers_count is distinct from actual`;

const counters = queries(
  'counters',
  `select 'group ' || id || ' counts ' || counted || ' members, and has ' || actual from (${WRONG_COUNTERS}) as wrong`,
);

const memberships = queries(
  'standings',
  `select 'user ' || user_id || ' stands to group ' || group_id || ' as ' || ${quoted('status')}
    from memberships where status not in ('INVITED', 'REQUESTED', 'SUBSCRIBED')`,
  `select 'user ' || user_id || ' is an admin of group ' || group_id || ', but not subscribed to it'
    from memberships where admin and status <> 'SUBSCRIBED'`,
);

const visibility = queries(
  'visibility',
  `select 'group ' || id || ' is public, and not visible' from groups where privacy = 'PUBLIC' and not visible`,
  `select 'group ' || id || ' has ' || ${quoted('privacy')} || ' for its privacy'
    from groups where privacy not in ('PUBLIC', 'PRIVATE')`,
);

const requests = queries(
  'requests',
  `select ${either('visible', 'public', 'hidden')} || ' group ' || id || ' has requests to join it' from groups
    where (privacy = 'PUBLIC' or not visible)
      and exists (select 1 from memberships where group_id = groups.id and status = 'REQUESTED')`,
);

const IDS = "string_agg(cast(id as text), ',' order by id)";

const unique = queries(
  'unique',
  `select 'groups ' || ${IDS} || ' claim one name' from groups
    where name_key is not null group by name_key having count(*) > 1`,
  `select 'groups ' || ${IDS} || ' have one slug' from groups group by slug_key having count(*) > 1`,
  `select 'users ' || ${IDS} || ' have one username' from users group by username having count(*) > 1`,
  `select 'users ' || ${IDS} || ' have one identity'
    from users where issuer is not null group by issuer, subject having count(*) > 1`,
);

const privateTokens = queries(
  'private-tokens',
  `select 'group ' || id || ' has no private token' from groups where private_token = ''`,
);

const pages = queries(
  'pages',
  `select 'group ' || id || ' is of the kind ' || ${quoted('kind')} from groups where kind not in ('GROUP', 'PAGE')`,
  `select 'page ' || id || ' has no request' from groups left join page_requests on group_id = id
    where kind = 'PAGE' and group_id is null`,
  `select 'group ' || id || ' is no page, and has the request for one'
    from groups join page_requests on group_id = id where kind <> 'PAGE'`,
  `select 'page ' || id || ' is not shown, and its request is ' || ${quoted('status')}
    from groups join page_requests on group_id = id where kind = 'PAGE' and not active and status = 'APPROVED'`,
  `select 'page ' || id || ${either('verified', ' is verified', ' is not verified')} || ', and its request is '
      || ${quoted('status')}
    from groups join page_requests on group_id = id
    where kind = 'PAGE' and verified is distinct from (status = 'APPROVED')`,
  `select 'the request for page ' || group_id || ' is ' || ${quoted('status')} from page_requests
    where status not in ('PENDING', 'APPROVED', 'REJECTED')`,
  `select 'the request for page ' || group_id || ' is ' || ${quoted('status')}
      || ${either('reviewed_at is null', ', and has no time of review', ', and has a time of review')}
    from page_requests where (status = 'PENDING') is distinct from (reviewed_at is null)`,
  `select 'the request for page ' || group_id || ' is ' || ${quoted('status')}
      || ${either('reviewed_by_id is null', ', and has no reviewer', ', and has a reviewer')}
    from page_requests where (status = 'PENDING') is distinct from (reviewed_by_id is null)`,
);

interface Fields {
  readonly id: number;
  readonly kind: GroupKind;
  readonly name: string;
  readonly nameKey: string | null;
  readonly nameSort: string;
  readonly folded: string | null;
  readonly slug: string;
  readonly description: string;
  readonly color: string | null;
  readonly country: string | null;
  readonly position: number;
  /** The website of a page's organisation. */
  readonly website: string | null;
}

/** Each field is one that the domain accepts, and each key is the one that the domain makes of the fields. */
function fields({ groupsWithTexts, stored }: Storage): RowCheck {
  return {
    name: 'fields',
    query: `
      select id, kind, name, name_key as "nameKey", name_sort as "nameSort", folded, slug, description, color, country,
        cover_image_position as position, organization_website as website
      from ${groupsWithTexts} left join page_requests on page_requests.group_id = id`,
    *linesOf(group: Fields) {
      for (const field of wrongFields(group)) yield `group ${group.id} cannot have this ${field}`;
      if (group.nameKey !== null && group.nameKey !== nameKey(group.name)) {
        yield `group ${group.id} claims another name than its own`;
      }
      if (group.nameSort !== stored(sortKey(group.name))) {
        yield `group ${group.id} is ordered by another name than its own`;
      }
      if (group.folded !== foldLines(group.name, group.description)) {
        yield `group ${group.id} is found by other texts than its own`;
      }
    },
  };
}

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
