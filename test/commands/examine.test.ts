import { readFile, rm, truncate, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { examine } from '../../src/commands/examine.ts';
import { folderFiles } from '../../src/images/folder-files.ts';
import { maintenanceOf } from '../../src/store/maintenance.ts';
import { FOLD_GROUPS, FOLD_USERS } from '../support/folding-sql.ts';
import { copyOf, type Kept, soundDatabase, tamper } from '../support/sound-database.ts';

let sound: Kept;

beforeAll(async () => {
  sound = await soundDatabase();
});

afterAll(() => rm(sound.folder, { recursive: true }));

async function findings({ database, mediaDir }: Kept): Promise<string[]> {
  const found: string[] = [];
  for await (const { check, finding } of examine(maintenanceOf(`file:${database}`), folderFiles(mediaDir)))
    found.push(`${check}: ${finding}`);
  return found;
}

/** What is found in a copy of the sound database after something was done to it. */
async function findingsAfter(change: (kept: Kept) => Promise<void> | void): Promise<string[]> {
  const kept = await copyOf(sound);
  try {
    await change(kept);
    return await findings(kept);
  } finally {
    await rm(kept.folder, { recursive: true });
  }
}

describe('an examination', () => {
  it('finds nothing in a sound database, and leaves it as it is', async () => {
    const before = await readFile(sound.database);

    expect(await findings(sound)).toEqual([]);
    expect(await readFile(sound.database)).toEqual(before);
  });

  it.each<[string, string, string[]]>([
    [
      'a trigger that is gone, and what could not be found since',
      `drop trigger search_changes_update; update groups set name = 'Draughts', name_key = 'draughts' where id = 1;
      ${FOLD_GROUPS}`,
      ['schema: the trigger search_changes_update is missing', 'search: groups are found by texts that are not theirs'],
    ],
    [
      'an index that is not unique any more, and two of one name',
      `drop index groups_name_key; create index groups_name_key on groups (name_key);
      update groups set name = 'chess', name_key = 'chess' where id = 2; ${FOLD_GROUPS}`,
      ['schema: the index groups_name_key is not as the migrations make it', 'unique: groups 1,2 claim one name'],
    ],
    [
      'two of one slug',
      "drop index groups_slug_key; update groups set slug = 'CHESS' where id = 2",
      ['schema: the index groups_slug_key is missing', 'unique: groups 1,2 have one slug'],
    ],
    [
      'two users of one name',
      `drop index users_username; update users set username = 'user-1' where id = 2; ${FOLD_USERS}`,
      ['schema: the index users_username is missing', 'unique: users 1,2 have one username'],
    ],
    [
      'two users of one identity',
      `drop index users_identity;
      insert into users (id, issuer, subject, username, real_name, created_at)
        select id + 1, issuer, subject, 'dora', '', 0 from users where issuer is not null;
      ${FOLD_USERS}`,
      ['schema: the index users_identity is missing', 'unique: users 4294967296,4294967297 have one identity'],
    ],
    [
      'an index that missed a write',
      `pragma writable_schema = on;
      create temp table kept as select * from sqlite_master where name = 'groups_created_at';
      delete from sqlite_master where name = 'groups_created_at';
      pragma writable_schema = reset;
      update groups set created_at = 0 where id = 1;
      pragma writable_schema = on;
      insert into sqlite_master select * from kept;
      pragma writable_schema = reset`,
      ['integrity: row 1 missing from index groups_created_at'],
    ],
    [
      'a public group that is hidden',
      'update groups set visible = 0 where id = 1',
      ['visibility: group 1 is public, and not visible'],
    ],
    [
      'a privacy that there is not',
      "update groups set privacy = 'SECRET' where id = 1",
      ["visibility: group 1 has 'SECRET' for its privacy"],
    ],
    [
      'who asked to join groups that are public or hidden',
      `insert into memberships values
        (1, 4294967296, 'REQUESTED', 0, 0), (2, 2, 'REQUESTED', 0, 0), (2, 3, 'REQUESTED', 0, 0)`,
      ['requests: public group 1 has requests to join it', 'requests: hidden group 2 has requests to join it'],
    ],
    [
      'who asked to join a private group that can be seen, which is right',
      "update groups set visible = 1 where id = 2; insert into memberships values (2, 3, 'REQUESTED', 0, 0)",
      [],
    ],
    [
      'a user who is gone',
      'delete from users where id = 3',
      ['references: a row of memberships refers to a row of users that is not there'],
    ],
    [
      'profiles that no page can show',
      `insert into profiles values
        (1, '', '', 'javascript:alert(1)', '[]'), (2, '', '', null, '{}'), (3, '', '', 'https://a.example/', '[')`,
      [
        'profiles: the website of user 1 is no http(s) address',
        'profiles: the tags of user 2 cannot be read',
        'profiles: the tags of user 3 cannot be read',
      ],
    ],
    [
      'a membership of a group that is gone',
      "insert into memberships values (99, 3, 'INVITED', 0, 0)",
      ['references: a row of memberships refers to a row of groups that is not there'],
    ],
    [
      'a manager who is only invited',
      "update memberships set status = 'INVITED' where group_id = 2 and user_id = 1",
      [
        'managers: group 2 is managed by user 1, who is not subscribed to it',
        'counters: group 2 counts 1 members, and has 0',
      ],
    ],
    [
      'a manager who stands to the group in no way',
      'update groups set managed_by_id = 3 where id = 2',
      ['managers: group 2 is managed by user 3, who is not subscribed to it'],
    ],
    [
      'counters that are wrong',
      'update groups set subscribers_count = subscribers_count + id - 2',
      [1, 3, 4, 5].map((id) => {
        const has = id === 1 ? 2 : 1;
        return `counters: group ${id} counts ${has + id - 2} members, and has ${has}`;
      }),
    ],
    [
      'a standing that there is not',
      "update memberships set status = 'BANNED' where user_id = 3",
      ["standings: user 3 stands to group 1 as 'BANNED'"],
    ],
    [
      'an admin who is only invited',
      'update memberships set admin = 1 where user_id = 3',
      ['standings: user 3 is an admin of group 1, but not subscribed to it'],
    ],
    [
      'a key that is not the one of the name',
      `update groups set name = 'Draughts' where id = 1; ${FOLD_GROUPS}`,
      ['fields: group 1 claims another name than its own'],
    ],
    [
      'an order and texts that are not those of the name and the description',
      "update groups set name_sort = 'zz', folded = 'zz' where id = 1",
      [
        'fields: group 1 is ordered by another name than its own',
        'fields: group 1 is found by other texts than its own',
      ],
    ],
    [
      'an order and texts that are not those of a user',
      "update users set username_sort = 'zz', folded = 'zz' where id = 1",
      [
        'names: user 1 is ordered by another name than their own',
        'names: user 1 is found by other names than their own',
      ],
    ],
    ...Object.entries({
      name: ["name = ' Chess'", 'fields: group 1 is ordered by another name than its own'],
      slug: ["slug = 'search'"],
      description: ["description = 'a' || char(7)", 'fields: group 1 is found by other texts than its own'],
      color: ["color = 'red'"],
      country: ["country = 'xx'"],
      'cover position': ['cover_image_position = 101'],
    }).map(([field, [change, ...besides]]): [string, string, string[]] => [
      `a ${field} that cannot be`,
      `update groups set ${change} where id = 1`,
      [`fields: group 1 cannot have this ${field}`, ...besides],
    ]),
    [
      'an empty private token',
      "update groups set private_token = '' where id = 1",
      ['private-tokens: group 1 has no private token'],
    ],
    [
      'a website that is no link',
      "update page_requests set organization_website = 'javascript:alert(1)' where group_id = 5",
      ['fields: group 5 cannot have this website'],
    ],
    ['a page without its request', 'delete from page_requests where group_id = 3', ['pages: page 3 has no request']],
    [
      'a group with the request for a page',
      "update groups set kind = 'GROUP' where id = 3",
      ['pages: group 3 is no page, and has the request for one'],
    ],
    [
      'a kind that there is not',
      "update groups set kind = 'CLUB' where id = 1",
      ["pages: group 1 is of the kind 'CLUB'"],
    ],
    [
      'a page that is verified without approval',
      'update groups set active = 1, verified = 1 where id = 3',
      ["pages: page 3 is verified, and its request is 'PENDING'"],
    ],
    [
      'a page that waits for another review, and is shown meanwhile, which is right',
      'update groups set active = 1 where id = 3',
      [],
    ],
    [
      'a page that is approved and not verified',
      'update groups set verified = 0 where id = 4',
      ["pages: page 4 is not verified, and its request is 'APPROVED'"],
    ],
    [
      'a page that is approved and not shown',
      'update groups set active = 0 where id = 4',
      ["pages: page 4 is not shown, and its request is 'APPROVED'"],
    ],
    [
      'a review that nobody made',
      'update page_requests set reviewed_at = null, reviewed_by_id = null where group_id = 5',
      [
        "pages: the request for page 5 is 'REJECTED', and has no time of review",
        "pages: the request for page 5 is 'REJECTED', and has no reviewer",
      ],
    ],
    [
      'a request in a state that there is not',
      "update page_requests set status = 'LOST' where group_id = 5",
      ["pages: the request for page 5 is 'LOST'"],
    ],
    [
      'a user with an id between the ranges',
      `insert into users (id, username, real_name, created_at) values (3000000000, 'dora', '', 0); ${FOLD_USERS}`,
      ['users: user 3000000000 has an id that no user can have'],
    ],
    [
      'an OpenID user with the id of a community user',
      "update users set issuer = 'https://id.example.org', subject = 'y' where id = 3",
      ['users: user 3 has an identity at an issuer, and the id of a community user'],
    ],
    [
      'half an identity, and no username',
      `update users set subject = null, username = ' ' where id = 4294967296; ${FOLD_USERS}`,
      ['users: user 4294967296 has half an identity', 'users: user 4294967296 has no username'],
    ],
    [
      'an invitation that no token can take, to what is no address',
      "update email_invitations set token_hash = 'ABC', email = 'Bo'",
      [
        "invitations: the invitation of 'Bo' to group 1 has no such address",
        "invitations: the invitation of 'Bo' to group 1 has no hash of a token",
      ],
    ],
    ...['{"id": 1', '{"id": 1}'].map((answer): [string, string, string[]] => [
      `an answer such as ${answer}`,
      `update idempotency_keys set answer = '${answer}'`,
      ["answers: the answer that user 1 had for the key 'once' cannot be read"],
    ]),
    [
      'a group that its index does not know',
      'delete from groups_search where rowid = 2',
      ['search: group 2 cannot be found'],
    ],
    [
      'a group that only its index knows',
      "insert into groups_search (rowid, folded) values (99, 'ghosts')",
      ['search: group 99 can be found, and is not there'],
    ],
    [
      'a group that its index of names does not know',
      'delete from groups_names where rowid = 2',
      ['search: groups are found by texts that are not theirs'],
    ],
    [
      'an index that has other texts than its own',
      "update search.groups_search_content set c0 = 'ghosts' where id = 1",
      [
        'integrity: malformed inverted index for FTS5 table search.groups_search',
        'search: groups are found by texts that are not theirs',
      ],
    ],
    [
      'an index of names that is not that of its texts',
      "insert into search.groups_names_content values (99, 'ghosts')",
      [
        'integrity: malformed inverted index for FTS5 table search.groups_names',
        'search: group 99 can be found, and is not there',
      ],
    ],
    [
      'the index of another database',
      "update search_state set database_id = 'another'",
      ['search: the index of groups does not fit, or is being made; a server makes it anew'],
    ],
    [
      'a user under another name',
      `drop trigger users_search_update; update users set real_name = 'Dora' where id = 3; ${FOLD_USERS}`,
      ['schema: the trigger users_search_update is missing', 'search: users are found by texts that are not theirs'],
    ],
  ])('finds %s', async (_what, statements, found) => {
    expect(await findingsAfter(({ database }) => tamper(database, statements))).toEqual(found);
  });

  it('takes groups that the index has yet to learn for no fault, and others that it does not know for one', async () => {
    const add = `insert into groups (id, kind, name, slug, description, privacy, visible, active, verified,
        hide_join_button, cover_image_position, subscribers_count, created_at, created_by_id, managed_by_id,
        last_activity_at, private_token)
      select 500, kind, 'Quay', 'quay', description, privacy, visible, active, verified, hide_join_button,
        cover_image_position, 1, created_at, created_by_id, managed_by_id, last_activity_at, 'a token of its own'
      from groups where id = 1;
      ${FOLD_GROUPS};
      insert into memberships select 500, managed_by_id, 'SUBSCRIBED', 0, created_at from groups where id = 1;`;

    const learned = `insert into search_changes (group_id) values (0);
      update search_state set known_changes = (select max(seq) from search_changes)`;

    expect(await findingsAfter(({ database }) => tamper(database, add))).toEqual([]);
    expect(await findingsAfter(({ database }) => tamper(database, `${add} ${learned}`))).toEqual([
      'search: group 500 cannot be found',
    ]);
  });

  it('finds pictures that are missing, cut short or something else', async () => {
    const file = ({ mediaDir, pictureKey }: Kept, size: string) => join(mediaDir, `${pictureKey}-${size}.webp`);
    const found = await findingsAfter(async (kept) => {
      await rm(file(kept, 'small'));
      await truncate(file(kept, 'big'), 40);
      await writeFile(file(kept, 'original'), 'a letter');
      await rm(join(kept.mediaDir, `${kept.coverKey}-cover.webp`));
    });

    const { pictureKey, coverKey } = sound;
    expect(found).toEqual([
      `pictures: the picture of group 2: ${pictureKey}-small.webp is missing`,
      `pictures: the picture of group 2: ${pictureKey}-big.webp is not whole`,
      `pictures: the picture of group 2: ${pictureKey}-original.webp is no WebP image`,
      `pictures: the cover of group 2: ${coverKey}-cover.webp is missing`,
    ]);
  });

  it('finds all of the pictures missing where there is no folder', async () => {
    const found = await findingsAfter(({ mediaDir }) => rm(mediaDir, { recursive: true }));

    expect(found).toHaveLength(6);
  });

  it('finds files that have belonged to no group for an hour', async () => {
    const key = 'c'.repeat(32);
    const found = await findingsAfter(async ({ mediaDir, pictureKey }) => {
      const old = [`${key}-small.webp`, `${pictureKey}-small.webp.part`, 'notes.txt'];
      for (const name of [...old, `${key}-big.webp`]) await writeFile(join(mediaDir, name), '');
      const anHourAgo = Date.now() / 1000 - 3601;
      for (const name of old) await utimes(join(mediaDir, name), anHourAgo, anHourAgo);
    });

    expect(found.sort()).toEqual(
      [`${sound.pictureKey}-small.webp.part`, `${key}-small.webp`]
        .map((name) => `picture-files: ${name} belongs to no group; a server that starts removes it`)
        .sort(),
    );
  });
});
