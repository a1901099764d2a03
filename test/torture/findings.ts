import type Sqlite from 'better-sqlite3';
import { type Fact, type Findings, type GroupFacts, groupKey, type Standing, standingKey } from './ledger.ts';

interface GroupRow extends Omit<GroupFacts, 'visible' | 'active'> {
  readonly id: number;
  readonly slug: string;
  readonly visible: number;
  readonly active: number;
}

interface StandingRow {
  readonly slug: string;
  readonly userId: number;
  readonly standing: Standing;
}

const GROUPS = `select id, slug, kind, name, description, privacy, visible, active, status as review,
    image as picture, cover_image as cover, created_by_id as createdBy
  from groups left join page_requests on group_id = id`;

const STANDINGS = `select slug, user_id as userId, case
    when status <> 'SUBSCRIBED' then status when user_id = managed_by_id then 'MANAGER'
    when admin then 'ADMIN' else 'MEMBER' end as standing
  from memberships join groups on groups.id = group_id`;

/** Everything that a database says of groups; `uploaded` tells images by their keys. */
export function findingsIn(database: Sqlite.Database, uploaded: ReadonlyMap<string, string>): Findings {
  const rows = database.prepare<[], GroupRow>(GROUPS).all();
  const standings = database.prepare<[], StandingRow>(STANDINGS).all();
  const image = (key: string | null) => (key === null ? null : (uploaded.get(key) ?? `unknown image ${key}`));

  const facts = new Map<string, Fact>();
  for (const { id: _id, slug, ...row } of rows) {
    const images = { picture: image(row.picture), cover: image(row.cover) };
    facts.set(groupKey(slug), { ...row, visible: row.visible === 1, active: row.active === 1, ...images });
  }
  for (const { slug, userId, standing } of standings) facts.set(standingKey(slug, userId), standing);
  return { facts, ids: new Map(rows.map(({ slug, id }) => [slug, id])) };
}
