import pg from 'pg';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { emptyDatabase, type OwnDatabase } from '../../../support/postgres.ts';

let database: OwnDatabase;
let client: pg.Client;

beforeAll(async () => {
  database = await emptyDatabase();
  client = new pg.Client(database.url);
  await client.connect();
});

afterAll(async () => {
  await client.end();
  await database.drop();
});

const KEYS = `select
  array(select distinct unnest(search_keys(3, $1)) order by 1) as keys,
  array(select hashtextextended(gram, 6) from unnest($2::text[]) as gram
    union select hashtextextended(gram, 7) from unnest($3::text[]) as gram order by 1) as expected`;

it.each([
  ['a name and a description', 'ab c\ndefg', 'a b ab c d e f g de ef fg def efg', 'a b ab c'],
  ['characters of several bytes', '東京 𝔐\nж', '東 京 東京 𝔐 ж', '東 京 東京 𝔐'],
  ['a name alone', 'abc\n', 'a b c ab bc abc', 'a b c ab bc abc'],
  ['a description alone', '\nab', 'a b ab', ''],
  ['one line', 'ab', 'a b ab', 'a b ab'],
  ['no text', '\n', '', ''],
])('has a key for each part of one to three characters of the words in %s', async (_, folded, inText, inName) => {
  const grams = [inText, inName].map((list) => list.split(' ').filter((gram) => gram !== ''));

  const { rows } = await client.query<{ keys: string[]; expected: string[] }>(KEYS, [folded, ...grams]);

  expect(rows[0]?.keys).toEqual(rows[0]?.expected);
});
