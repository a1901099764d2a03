import { globSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';

/** Eight, and the column in the second engine. */
const MAX_FILES = 9;

/** Files that are written by hand. A REST door's `groups/` names the fields that the door shows. */
const written = [
  'schema.graphql',
  ...globSync('src/**/*.ts').filter(
    (file) => !file.endsWith('.generated.ts') && !/^src\/rest\/\w+\/groups\//.test(file),
  ),
];

const example = readFileSync('.github/CONTRIBUTING.md', 'utf8').split('### Example: a new field of a group')[1] ?? '';
const listed = [...example.matchAll(/^\| `([\w./-]+)` \|/gm)].map(([, file]) => file);

describe('a new field of a group', () => {
  it('is written in no more files than promised', () => {
    expect(listed.length).toBeLessThanOrEqual(MAX_FILES);
  });

  it.each(['hideJoinButton', 'coverImagePosition'])('is written where CONTRIBUTING.md says, as %s is', (field) => {
    const named = written.filter((file) => new RegExp(`\\b${field}\\b`).test(readFileSync(file, 'utf8')));

    expect(named.toSorted()).toEqual(listed.toSorted());
  });
});
