import { readFile } from 'node:fs/promises';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { migrateStore, openStore } from '../../../../src/store/open.ts';
import { ALL, addGroup, addUsers, BY_NAME, EVERYTHING } from '../../../support/engines.ts';
import { onDatabase, onServer, urlOf } from '../../../support/postgres.ts';
import { pathOf } from '../../../support/processes.ts';

/** Stands for `guildhall`, which may be the name of something else on a server. */
const NAME = `test_roles_${process.pid}`;

/** The address of the database for one of the two roles. */
function urlFor(role: string, password: string): string {
  const url = new URL(urlOf(NAME));
  url.username = role;
  url.password = password;
  return url.href;
}

beforeAll(async () => {
  const guide = await readFile(pathOf('docs/operating.md'), 'utf8');
  const [, block = ''] = /```sql\n(.*?)```/s.exec(guide.slice(guide.indexOf('### Roles and rights'))) ?? [];
  const [first = '', second = ''] = block.replaceAll('guildhall', NAME).split(`\\connect ${NAME}\n`);
  // Making a database is no part of a transaction, and several statements in one call would be.
  for (const statement of first.split(';\n').filter(Boolean)) await onServer(statement);
  await onDatabase(NAME, second);
});

afterAll(async () => {
  await onServer(`drop database ${NAME} with (force)`);
  await onServer(`drop role ${NAME}, ${NAME}_owner`);
});

it('with the rights of the guide, one role migrates, and the other serves but makes no tables', async () => {
  await migrateStore(urlFor(`${NAME}_owner`, 'one'));
  const url = urlFor(NAME, 'another');

  await expect(openStore(url)).rejects.toThrow(/does not let this user make tables: GRANT CREATE ON SCHEMA public, /);
  const store = await openStore(url, { postgres: { migrate: false } });
  await addUsers(store, 1);
  await addGroup(store, 'Chess');
  const found = await store.listGroups({ ...EVERYTHING, search: 'chess' }, BY_NAME, ALL, 1);
  await store.close();

  expect(found.map(({ group }) => group.name)).toEqual(['Chess']);
});
