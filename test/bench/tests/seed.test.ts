import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { checkSlug, MAX_NAME_LENGTH } from '../../../src/domain/group-fields.ts';
import { ok } from '../../../src/domain/result.ts';
import { findingsIn } from '../../support/postgres.ts';
import { seed, slugOf } from '../seed.ts';

it('makes a database in which nothing is wrong', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'guildhall-seed-'));
  const file = join(folder, 'seeded.db');

  seed(file, { groups: 1_000, users: 200 });

  expect(await findingsIn(`file:${file}`)).toEqual([]);
  await rm(folder, { recursive: true });
});

it.each([1, 1_000_000])('makes a valid slug of the longest name for group %i', (id) => {
  const slug = slugOf('n'.repeat(MAX_NAME_LENGTH), id);

  expect(checkSlug(slug)).toEqual(ok(slug));
  expect(slug).toMatch(new RegExp(`n-${id}$`));
});
