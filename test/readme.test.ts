import { readFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { blocksOf, shows } from './support/guide-blocks.ts';
import { missingPackages, openGuide } from './support/guide-reader.ts';
import { pathOf } from './support/processes.ts';

/** By how they begin, the only blocks that are not run, each with the reason. */
const NOT_RUN: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  'README.md': {
    '   Apollo Client, urql,': 'is a drawing',
    'npm ci && npm start': 'has happened: the packages are installed, and the server runs',
    'echo "JWT_SECRET=': 'needs Docker; test/container.test.ts reads the Dockerfile and builds what it says',
    'schema.graphql ': 'is a drawing of the folders',
  },
  'docs/frontend.md': {
    'TRUSTED_DOCUMENTS=': 'needs a server of its own, which test/clients/frontend.test.ts starts',
  },
  'docs/vendors.md': {},
};

/** What GraphiQL begins with, which README invites to run. */
async function firstOperation() {
  const source = await readFile(pathOf('src/graphql/explorer/browser/graphiql.tsx'), 'utf8');
  return { language: 'graphql', text: /FIRST_OPERATION = `([^`]+)`/.exec(source)?.[1] ?? '', line: 1 };
}

describe.each(Object.entries(NOT_RUN))('%s', (page, reasons) => {
  it('works from top to bottom on a fresh server, and shows what is answered', async () => {
    const blocks = blocksOf(await readFile(pathOf(page), 'utf8'));
    const left = new Set(Object.keys(reasons));
    const guide = await openGuide({ inFrontend: page === 'docs/frontend.md' });
    try {
      let answer = '';
      for (const block of blocks) {
        const place = `${page}:${block.line}`;
        const beginning = Object.keys(reasons).find((start) => block.text.startsWith(start));
        if (beginning !== undefined) left.delete(beginning);
        else if (block.text.startsWith('npm i '))
          expect([place, await missingPackages(block.text)]).toEqual([place, []]);
        else if (block.language !== 'json') answer = await guide.follow(block);
        else if (!shows(guide.addressed(block.text), answer)) expect.fail(`${place} does not show ${answer}`);
      }
      if (page === 'docs/frontend.md') expect(await guide.compile()).toBe('');
      if (page === 'README.md') expect(await guide.follow(await firstOperation())).toContain('"userErrors":[]');
    } finally {
      await guide.leave();
    }
    expect([...left]).toEqual([]);
  });
});
