import { createHash } from 'node:crypto';
import pg from 'pg';
import { numbered, slugKey } from '../../../src/domain/slug.ts';
import { POSTGRES_DEFAULTS } from '../../../src/store/options.ts';
import { textIndexing } from '../../../src/store/postgres/search/index-texts.ts';
import { type Runner, storable } from '../../../src/store/postgres/statements/prepared.ts';
import {
  type CheckedGroup,
  checked,
  founded,
  type GroupRow,
  isVisibleTo,
  type MemberRow,
  NAME_TAKEN,
  type ProfileRow,
  type Refused,
  type UserRow,
} from './data.ts';
import type { Rows } from './rest.ts';
import { postgresSearch } from './search-postgres.ts';
import * as sql from './sql-postgres.ts';

/**
 * Guildhall's statements and rules without Guildhall, on PostgreSQL, as people write it: a pool of connections, which
 * keep statements prepared by name, and a transaction of its own for each write.
 */

/** A statement that connections keep prepared. */
interface Statement {
  readonly name: string;
  readonly text: string;
}

const statement = (text: string): Statement => ({ name: createHash('md5').update(text).digest('hex'), text });

const GROUPS_BY_IDS = statement(sql.GROUPS_BY_IDS);
const USERS_BY_IDS = statement(sql.USERS_BY_IDS);
const PROFILES_BY_USERS = statement(sql.PROFILES_BY_USERS);
const INSERT_GROUP = statement(sql.INSERT_GROUP);
const INSERT_CREATOR = statement(sql.INSERT_CREATOR);
const INSERT_TEXT = statement(sql.INSERT_TEXT);
const HOLDERS = statement(sql.HOLDERS);

interface Holder {
  readonly name_key: string | null;
  readonly slug_key: string;
}

export function openPostgresData(connectionString: string): Rows {
  // No number here is beyond 2^53.
  pg.types.setTypeParser(pg.types.builtins.INT8, Number);
  // As many as Guildhall has.
  const pool = new pg.Pool({ connectionString, max: POSTGRES_DEFAULTS.connections + 1 });
  // Guildhall's own, by which it learns the texts of new groups while it goes on.
  const runner: Runner = { query: (call) => pool.query({ ...call, rowMode: 'array' }) };
  const indexing = textIndexing(runner, (reason) => console.error(reason));
  const search = postgresSearch(pool, runner);
  const groupsByName = ofLimit(sql.groupsByName);
  const members = ofLimit(sql.members);

  const insertOn = async (
    client: pg.PoolClient,
    viewerId: number,
    group: CheckedGroup,
  ): Promise<GroupRow | Refused> => {
    const { key, sort, folded, slug, visible, now, token } = founded(group);
    const run = async (free: string): Promise<GroupRow | undefined> => {
      const values = [group.name, key, sort, free, group.description, group.privacy, visible, now, token, viewerId];
      const { rows } = await client.query<GroupRow>({ ...INSERT_GROUP, values: values.map(storable) });
      return rows[0];
    };
    const holders = async (free: string): Promise<readonly Holder[]> =>
      (await client.query<Holder>({ ...HOLDERS, values: [key, slugKey(free)] })).rows;

    let row = await run(slug);
    if (row === undefined) {
      if ((await holders(slug)).some(({ name_key }) => name_key === key)) return NAME_TAKEN;
      let number = 2;
      while ((await holders(numbered(slug, number))).length > 0) number += 1;
      row = await run(numbered(slug, number));
      if (row === undefined) throw new Error(`no slug was free for "${slug}"`);
    }
    await client.query({ ...INSERT_CREATOR, values: [row.id, viewerId, now] });
    await client.query({ ...INSERT_TEXT, values: [row.id, folded] });
    return { ...row, status: 'SUBSCRIBED', admin: false };
  };

  return {
    async createGroup(viewerId, input) {
      const group = checked(input);
      if ('reason' in group) return group;
      const client = await pool.connect();
      try {
        await client.query('begin');
        const inserted = await insertOn(client, viewerId, group);
        await client.query('commit');
        indexing.written(1);
        return inserted;
      } catch (cause) {
        await client.query('rollback');
        throw cause;
      } finally {
        client.release();
      }
    },

    async group(viewerId, id) {
      const { rows } = await pool.query<GroupRow>({ ...GROUPS_BY_IDS, values: [viewerId, [id]] });
      const [found] = rows;
      return found && isVisibleTo(found) ? found : null;
    },

    async groups(viewerId, limit) {
      return (await pool.query<GroupRow>({ ...groupsByName(limit), values: [viewerId] })).rows;
    },

    search,

    async members(groupId, limit) {
      return (await pool.query<MemberRow>({ ...members(limit), values: [[groupId], 'SUBSCRIBED'] })).rows;
    },

    async users(ids) {
      const { rows } = await pool.query<UserRow>({ ...USERS_BY_IDS, values: [[...ids]] });
      return new Map(rows.map((user) => [user.id, user]));
    },

    async profiles(ids) {
      const { rows } = await pool.query<ProfileRow>({ ...PROFILES_BY_USERS, values: [[...ids]] });
      return new Map(rows.map((profile) => [profile.user_id, profile]));
    },

    async close() {
      await indexing.end();
      await pool.end();
    },
  };
}

function ofLimit(text: (limit: number) => string): (limit: number) => Statement {
  const known = new Map<number, Statement>();
  return (limit) => {
    const found = known.get(limit) ?? statement(text(limit));
    known.set(limit, found);
    return found;
  };
}
