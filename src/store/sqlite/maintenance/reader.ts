import type Sqlite from 'better-sqlite3';
import type { DatabaseReader, ReferencedImage } from '../../../domain/maintenance.ts';

interface Row {
  readonly id: number;
  readonly image: string | null;
  readonly cover: string | null;
}

/** Rows of one read: between two reads nothing is held that writers would wait for. */
const ROWS_AT_ONCE = 1_000;

export function readerOn(client: Sqlite.Database): DatabaseReader {
  const groupsWithImages = client.prepare<[number], Row>(`
    select id, image, cover_image as cover from groups
    where id > ? and (image is not null or cover_image is not null) order by id limit ${ROWS_AT_ONCE}`);
  const among = client
    .prepare<{ readonly keys: string }, string>(`
      select image from groups where image in (select value from json_each(@keys))
      union all select cover_image from groups where cover_image in (select value from json_each(@keys))`)
    .pluck();
  const count = client.prepare<[], number>('select count(*) from groups').pluck();

  return {
    countGroups: async () => count.get() ?? 0,
    async *images(): AsyncGenerator<ReferencedImage> {
      let rows = groupsWithImages.all(0);
      while (rows.length > 0) {
        for (const { id, image, cover } of rows) {
          if (image !== null) yield { groupId: id, role: 'picture', key: image };
          if (cover !== null) yield { groupId: id, role: 'cover', key: cover };
        }
        rows = groupsWithImages.all(rows.at(-1)?.id ?? 0);
      }
    },
    imagesAmong: async (keys) => new Set(among.all({ keys: JSON.stringify(keys) })),
    close: async () => void client.close(),
  };
}
