import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { graphiqlBundle } from '../../../src/graphql/explorer/bundle.ts';
import { chromiumPath, openTab, startChromium } from '../../support/chromium.ts';
import { person } from '../../support/engines.ts';
import { startServer } from '../../support/server.ts';

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
    await graphiqlBundle();
    browser = await startChromium(chromiumPath ?? '');
  });
  afterAll(() => browser?.close());

  it('makes a group in GraphiQL, which asks no other host for anything', async () => {
    const server = await serverWithAnna(false);
    const { page, requests, complaints } = await openTab(browser);
    await page.goto(`${server.url}/graphql`);

    await page.getByLabel('Token').fill(await server.token(7));
    await write(page, OPERATION);
    await page.getByRole('button', { name: 'Show Documentation Explorer' }).click();
    await page.getByText('Guildhall: community groups behind one API.').waitFor();
    await page.getByRole('link', { name: 'Mutation', exact: true }).click();
    await page.getByRole('link', { name: 'createGroup', exact: true }).click();
    await page.getByText('of which the viewer is creator').waitFor();

    await page.getByRole('button', { name: 'Execute query' }).click();
    const answer = page.locator('.result-window');
    await answer.getByText('"userErrors"').waitFor();
    expect(JSON.parse(plain(await answer.innerText()))).toEqual(MADE);
    // SCREENSHOT=.github/graphiql.png makes the README's picture anew.
    if (process.env['SCREENSHOT']) await page.screenshot({ path: process.env['SCREENSHOT'] });

    await page.getByRole('button', { name: 'Show History' }).click();
    await page.locator('.graphiql-history-item').getByText('CreateGroup').waitFor();

    expect(requests.filter((url) => !url.startsWith(`${server.url}/graphql`))).toEqual([]);
    expect(complaints).toEqual([]);
    await page.context().close();
    await server.stop();
  });

  it('turns to GraphiQL when Apollo Sandbox does not load after all', async () => {
    const server = await serverWithAnna(true);
    const { page } = await openTab(browser);
    await page.goto(`${server.url}/graphql`);

    await page.getByRole('button', { name: 'Execute query' }).waitFor();
    expect(page.url()).toBe(`${server.url}/graphql?graphiql`);
    await page.context().close();
    await server.stop();
  });

  it('shows Apollo Sandbox in its frame, and lets it call this server', async () => {
    const server = await serverWithAnna(true);
    const { page, complaints } = await openTab(browser);
    await page.route('https://embeddable-sandbox.cdn.apollographql.com/v2/*', (route) =>
      route.fulfill({ contentType: 'text/javascript', body: EMBEDDED }),
    );
    await page.route('https://sandbox.embed.apollographql.com/**', (route) =>
      route.fulfill({ contentType: 'text/html', body: 'framed' }),
    );
    await page.goto(`${server.url}/graphql`);

    await page.frameLocator('iframe').getByText('framed').waitFor();
    await page.getByText('{"data":{"__typename":"Query"}}').waitFor();
    expect(complaints).toEqual([]);
    await page.context().close();
    await server.stop();
  });
});

/** What Apollo's script does to a page: it makes a frame, and the calls that the frame asks for. */
const EMBEDDED = `globalThis.EmbeddedSandbox = class {
  constructor({ target, initialEndpoint }) {
    const frame = document.createElement('iframe');
    frame.src = 'https://sandbox.embed.apollographql.com/sandbox/explorer';
    document.querySelector(target).append(frame);
    const headers = { 'content-type': 'application/json' };
    fetch(initialEndpoint, { method: 'POST', headers, body: '{"query":"{__typename}"}' })
      .then((response) => response.text())
      .then((text) => document.body.append(text.trim()));
  }
}`;

/** Monaco shows spaces as ones that do not break. */
const plain = (shown: string) => shown.replaceAll('\u00a0', ' ');

async function serverWithAnna(reachable: boolean) {
  const server = await startServer({ sandboxReachable: async () => reachable });
  await server.store.importUsers([person(7, { username: 'anna', realName: 'Anna B' })], new Date());
  return server;
}

/** In place of what is in the editor; pasted, as typing would have it close brackets by itself. */
async function write(page: Page, text: string): Promise<void> {
  await page.locator('.graphiql-editor .view-line').first().click();
  await page.keyboard.press('ControlOrMeta+a');
  await page.evaluate(`navigator.clipboard.writeText(${JSON.stringify(text)})`);
  await page.keyboard.press('ControlOrMeta+v');
}
