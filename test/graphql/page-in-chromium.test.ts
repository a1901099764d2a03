import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { chromiumPath, openTab, startChromium } from '../support/chromium.ts';
import { startServer } from '../support/server.ts';

if (chromiumPath === null)
  console.log('GraphiQL is not looked at: no Chromium is installed (apt-get install chromium).');

const OPERATION = `mutation CreateGroup {
  createGroup(input: {
    name: "Chess"
    privacy: PUBLIC
  }) {
    group {
      id
      name
      slug
      viewerRole
      createdBy {
        username
      }
    }
    userErrors {
      code
      field
      message
    }
  }
}
`;
const MADE = {
  data: {
    createGroup: {
      group: {
        id: 'R3JvdXA6MQ==',
        name: 'Chess',
        slug: 'chess',
        viewerRole: 'MANAGER',
        createdBy: { username: 'anna' },
      },
      userErrors: [],
    },
  },
};

describe.skipIf(chromiumPath === null)('in Chromium, on a machine that is offline', () => {
  let browser: Browser;
  beforeAll(async () => {
    browser = await startChromium(chromiumPath ?? '');
  });
  afterAll(() => browser?.close());

  it('makes a group in GraphiQL, which asks no other host for anything', async () => {
    const server = await serverWithAnna(false);
    const { page, requests, complaints } = await openTab(browser);
    await page.goto(`${server.url}/graphql`);

    await page.getByLabel('Token').fill(await server.token(7));
    await write(page, OPERATION);
    await page.getByRole('button', { name: 'Execute query' }).click();
    await page.locator('.result-window').getByText('"chess"').waitFor();
    expect(JSON.parse(await page.locator('.result-window').innerText())).toEqual(MADE);

    await page.getByRole('button', { name: 'Show History' }).click();
    await page.getByRole('button', { name: 'CreateGroup' }).first().waitFor();

    await page.getByRole('button', { name: 'Show Documentation Explorer' }).click();
    await page.getByRole('link', { name: 'Mutation', exact: true }).click();
    await page.getByRole('link', { name: 'createGroup', exact: true }).click();
    await page.getByText('Idempotency').first().waitFor();
    if (process.env['SCREENSHOT']) await page.screenshot({ path: process.env['SCREENSHOT'] });

    expect(requests.filter((url) => !url.startsWith(`${server.url}/graphql`))).toEqual([]);
    expect(complaints).toEqual([]);
    await page.context().close();
    await server.stop();
  });
});

async function serverWithAnna(reachable: boolean) {
  const server = await startServer({ sandboxReachable: async () => reachable });
  const key = { communityId: 7 };
  const anna = { key, username: 'anna', realName: 'Anna B', avatarUrl: null, extId: null, reviewer: false };
  await server.store.importUsers([anna], new Date());
  return server;
}

/** In place of what is in the editor. */
async function write(page: Page, text: string): Promise<void> {
  await page.locator('.graphiql-editor .view-line').first().click();
  await page.keyboard.press('ControlOrMeta+a');
  await page.keyboard.insertText(text);
}
