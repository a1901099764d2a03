import { type Fact, type Findings, type GroupFacts, groupKey, type Standing, standingKey } from './ledger.ts';

export interface GroupRow extends Omit<GroupFacts, 'visible' | 'active'> {
  readonly id: number;
  readonly slug: string;
  /** SQLite has numbers for booleans. */
  readonly visible: number | boolean;
  readonly active: number | boolean;
}

export interface StandingRow {
  readonly slug: string;
  readonly userId: number;
  readonly standing: Standing;
}

export const GROUPS = `select id, slug, kind, name, description, privacy, visible, active, status as review,
    image as picture, cover_image as cover, created_by_id as "createdBy"
  from groups left join page_requests on group_id = id`;

export const STANDINGS = `select slug, user_id as "userId", case
    when status <> 'SUBSCRIBED' then status when user_id = managed_by_id then 'MANAGER'
    when admin then 'ADMIN' else 'MEMBER' end as standing
  from memberships join groups on groups.id = group_id`;

/** Everything that a database says of groups; `uploaded` tells images by their keys. */
export function findingsIn(
  { rows, standings }: { readonly rows: readonly GroupRow[]; readonly standings: readonly StandingRow[] },
  uploaded: ReadonlyMap<string, string>,
): Findings {
  const image = (key: string | null) => (key === null ? null : (uploaded.get(key) ?? `unknown image ${key}`));

  const facts = new Map<string, Fact>();
  for (const { id: _id, slug, ...row } of rows) {
    const images = { picture: image(row.picture), cover: image(row.cover) };
    facts.set(groupKey(slug), { ...row, visible: Boolean(row.visible), active: Boolean(row.active), ...images });
  }
  for (const { slug, userId, standing } of standings) facts.set(standingKey(slug, userId), standing);
  return { facts, ids: new Map(rows.map(({ slug, id }) => [slug, id])) };
}
