import type { Database } from 'better-sqlite3';
import type { ImageRole } from '../../../domain/images.ts';

export interface NamedImage {
  readonly groupId: number;
  readonly role: ImageRole;
  readonly key: string;
}

interface Row {
  readonly id: number;
  readonly image: string | null;
  readonly cover: string | null;
}

const AT_ONCE = 1_000;

/** Every image that a group has. Read in parts: between two of them nothing is held that writers would wait for. */
export function* namedImages(client: Database): Generator<NamedImage> {
  const part = client.prepare<[number], Row>(`
    select id, image, cover_image as cover from groups
    where id > ? and (image is not null or cover_image is not null) order by id limit ${AT_ONCE}`);
  let rows = part.all(0);
  while (rows.length > 0) {
    for (const { id, image, cover } of rows) {
      if (image !== null) yield { groupId: id, role: 'picture', key: image };
      if (cover !== null) yield { groupId: id, role: 'cover', key: cover };
    }
    rows = part.all(rows.at(-1)?.id ?? 0);
  }
}

/** Answers which of some images a group has, by their keys. */
export function namedAmong(client: Database): (keys: readonly string[]) => ReadonlySet<string> {
  const named = client
    .prepare<{ readonly keys: string }, string>(`
      select image from groups where image in (select value from json_each(@keys))
      union all select cover_image from groups where cover_image in (select value from json_each(@keys))`)
    .pluck();
  return (keys) => new Set(named.all({ keys: JSON.stringify(keys) }));
}
