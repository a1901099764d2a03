import { setImmediate as nextTurn } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Store } from '../../../src/domain/store.ts';
import {
  ALL,
  addGroup,
  addUsers,
  BY_NAME,
  change,
  EVERYTHING,
  engines,
  type TestDatabase,
} from '../../support/engines.ts';

describe.each(Object.entries(engines))('a search for groups on %s', (_engine, open) => {
  let database: TestDatabase;
  let store: Store;

  beforeAll(async () => {
    database = await open();
    store = database.store;
    await addUsers(store, 1);
    await addGroup(store, 'Chess Club', { description: 'Openings, endgames, "blitz" (5+3)' });
    await addGroup(store, 'Élan vital');
    await addGroup(store, 'Книжный клуб');
    await addGroup(store, '日本語の会');
    await addGroup(store, 'نادي القراءة');
    await addGroup(store, 'C++ & C#', { description: '100% *free* NEAR: you' });
    await addGroup(store, 'Émigrés 😀😁😂');
    await addGroup(store, 'ΟΔΥΣΣΕΥΣ', { description: 'Σοφός, Tiếng Việt, kız, Straße, йога' });
    await addGroup(store, '㌖ ¨ab');
    await addGroup(store, 'Secret chess', { privacy: 'PRIVATE', visible: false });
  });

  afterAll(() => database.remove());

  const found = async (search: string, viewerId: number | null = null) => {
    const groups = await store.listGroups({ ...EVERYTHING, search }, BY_NAME, ALL, viewerId);
    expect(await store.countGroups({ ...EVERYTHING, search }, viewerId)).toBe(groups.length);
    return groups.map(({ group }) => group.name);
  };

  it.each([
    ['a word', 'chess', ['Chess Club']],
    ['a word of the description', 'endgames', ['Chess Club']],
    ['the start of a word', 'endg', ['Chess Club']],
    ['the middle of a word', 'ndgam', ['Chess Club']],
    ['the end of a word', 'ames', ['Chess Club']],
    ['another case', 'cHESS', ['Chess Club']],
    ['another case beyond ASCII', 'КНИЖНЫЙ', ['Книжный клуб']],
    ['words in any order', 'club chess', ['Chess Club']],
    ['words of name and description', 'chess openings', ['Chess Club']],
    ['words of which one is nowhere', 'chess poker', []],
    ['a word without its accent', 'elan', ['Élan vital']],
    ['a word with its accent decomposed', 'E\u0301lan', ['Élan vital']],
    ['another form of a letter', 'οδυσσευσ', ['ΟΔΥΣΣΕΥΣ']],
    ['a form of a letter that only ends words', 'σοφός', ['ΟΔΥΣΣΕΥΣ']],
    ['the middle of a word that ends in such a letter', 'ΔΥΣΣΕΥΣ', ['ΟΔΥΣΣΕΥΣ']],
    ['a letter without its two accents', 'tieng', ['ΟΔΥΣΣΕΥΣ']],
    ['a letter with its two accents', 'TIẾNG', ['ΟΔΥΣΣΕΥΣ']],
    ['a letter that only looks like an accented one', 'kız', ['ΟΔΥΣΣΕΥΣ']],
    ['a letter that is another without its dot', 'kiz', ['ΟΔΥΣΣΕΥΣ']],
    ['a letter that is four in the key of a name', '㌖', ['㌖ ¨ab']],
    ['an accent that stands before its letters', '¨ab', ['㌖ ¨ab']],
    ['an accent alone beside a word', 'chess \u0308', ['Chess Club']],
    ['an accent alone, which no name has', '¨', []],
    ['a hamza alone, which is left out of what is folded', 'ء', []],
    ['what cannot be seen, which is no search', '\u200b \u2800', null],
    ['a letter that is two in capitals', 'straße', ['ΟΔΥΣΣΕΥΣ']],
    ['a letter with a mark of its own', 'йога', ['ΟΔΥΣΣΕΥΣ']],
    ['a letter without the mark that makes it another', 'иога', ['ΟΔΥΣΣΕΥΣ']],
    ['Japanese', '日本語', ['日本語の会']],
    ['a part of Japanese', '本語の', ['日本語の会']],
    ['Arabic', 'القراءة', ['نادي القراءة']],
    ['emoji', '😀😁😂', ['Émigrés 😀😁😂']],
    ['white space alone, which is no search', '  \t\n', null],
    ['nothing, which is no search', '', null],
  ])('finds by %s', async (_what, search, names) => {
    expect(await found(search)).toEqual(names ?? (await found('')));
  });

  it.each([
    ['one letter', 'h', ['Chess Club']],
    ['two letters', 'CH', ['Chess Club']],
    ['two letters beyond ASCII', 'КН', ['Книжный клуб']],
    ['two accented letters', 'ÉL', ['Élan vital']],
    ['one character of Japanese', '会', ['日本語の会']],
    ['two characters of Japanese', '日本', ['日本語の会']],
    ['one emoji', '😀', ['Émigrés 😀😁😂']],
    ['two emoji', '😁😂', ['Émigrés 😀😁😂']],
    ['short terms together', 'c# C+', ['C++ & C#']],
    ['a short and a long term', 'cl chess', ['Chess Club']],
    ['short terms of which one is nowhere', 'ch zz', []],
  ])('finds by %s, too short for an index', async (_what, search, names) => {
    expect(await found(search)).toEqual(names);
  });

  it.each([
    ['"blitz"', ['Chess Club']],
    ['(5+3)', ['Chess Club']],
    ['C++', ['C++ & C#']],
    ['*free*', ['C++ & C#']],
    ['NEAR:', ['C++ & C#']],
    ['100%', ['C++ & C#']],
    ['chess"', []],
    ['"chess', []],
    ['ches*', []],
    ['^chess', []],
    ['-chess', []],
    ['chess OR Élan', []],
    ['chess NOT club', []],
    ['chess AND club', []],
    ['NEAR(chess club)', []],
    ['name:chess', []],
    ['{name}:chess', []],
    ['che%', []],
    ['c_ess', []],
    ['"', ['Chess Club']],
    ['""', []],
    ['"""', []],
    ["'; drop table groups; --", []],
    ['"*()-^:NEAR AND', []],
    ['\\', []],
    ['[]', []],
  ])('takes %j as text and not as syntax', async (search, names) => {
    expect(await found(search)).toEqual(names);
  });

  it('takes a NUL as a space', async () => {
    expect(await found('\0chess\0club\0')).toEqual(['Chess Club']);
  });

  it('bears half a surrogate pair, and text of a megabyte', async () => {
    expect(await found('\ud83d\ud83d\ud83d')).toEqual([]);
    expect(await found('x'.repeat(1_000_000))).toEqual([]);
    expect(await found('xyz '.repeat(250_000))).toEqual([]);
  });

  it.each(['list', 'count'])('does not take a word after "%s" for that word alone', async (purpose) => {
    await addGroup(store, `${purpose} qz one`);
    await addGroup(store, `qz without ${purpose === 'list' ? 'it' : 'them'}`);

    const one = [`${purpose} qz one`];
    expect(await found(`${purpose} qz`)).toEqual(one);
    expect(await found('qz')).toEqual(expect.arrayContaining([...one, expect.stringContaining('qz without')]));
    expect(await found(`${purpose} qz`)).toEqual(one);
  });

  it('finds what is hidden only for those who may see it', async () => {
    expect(await found('secret')).toEqual([]);
    expect(await found('secret', 1)).toEqual(['Secret chess']);
  });

  it('follows a change of the text', async () => {
    const id = await addGroup(store, 'Before', { description: 'earlier' });
    const fields = { name: 'Afterwards', nameKey: 'afterwards', description: 'later' };
    await change(store, id, { fields });

    expect(await Promise.all(['before', 'earlier', 'afterwards', 'later'].map((text) => found(text)))).toEqual([
      [],
      [],
      ['Afterwards'],
      ['Afterwards'],
    ]);

    // What another connection writes is seen from the next turn of the event loop on.
    await change(await database.connect(), id, { deleted: true });
    await nextTurn();
    expect(await found('afterwards')).toEqual([]);
  });
});
