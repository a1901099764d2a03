import type pg from 'pg';
import type { DatabaseReader, ReferencedImage } from '../../../domain/maintenance.ts';

interface Row {
  readonly id: number;
  readonly image: string | null;
  readonly cover: string | null;
}

/** Rows of one read. */
const ROWS_AT_ONCE = 1_000;

const IMAGES = `/* images */ select id, image, cover_image as cover from groups
  where id > $1 and (image is not null or cover_image is not null) order by id limit ${ROWS_AT_ONCE}`;
const AMONG = `/* imagesAmong */ select image as key from groups where image = any($1::text[])
  union select cover_image from groups where cover_image = any($1::text[])`;

export function readerOn(client: pg.Client): DatabaseReader {
  return {
    async countGroups() {
      const { rows } = await client.query<{ count: number }>('/* countGroups */ select count(*) as count from groups');
      return rows[0]?.count ?? 0;
    },
    async *images(): AsyncGenerator<ReferencedImage> {
      let last = 0;
      for (;;) {
        const { rows } = await client.query<Row>(IMAGES, [last]);
        for (const { id, image, cover } of rows) {
          if (image !== null) yield { groupId: id, role: 'picture', key: image };
          if (cover !== null) yield { groupId: id, role: 'cover', key: cover };
        }
        if (rows.length < ROWS_AT_ONCE) return;
        last = rows.at(-1)?.id ?? last;
      }
    },
    async imagesAmong(keys) {
      const { rows } = await client.query<{ key: string }>(AMONG, [keys]);
      return new Set(rows.map(({ key }) => key));
    },
    close: () => client.end(),
  };
}
