// What the tests in a browser stand on: a Guildhall of their own, an app from another origin, and pages that are watched.
// Nothing is stubbed or intercepted: what a page gets is what Guildhall answers.
import fastifyStatic from '@fastify/static';
import Fastify from 'fastify';
import type { Page, WebSocket } from 'playwright-core';
import { z } from 'zod';
import { chromiumPath, startChromium } from '../../support/chromium.ts';
import { BUNDLE } from './bundle.ts';
import { type Guildhall, type Person, startGuildhall } from './guildhall.ts';

/** What a screen is about: a group, or a user. */
export interface Subject {
  readonly group?: number;
  readonly user?: number;
}

/** A page of the app, and what became of all that it asked for. */
export interface Tab {
  readonly page: Page;
  /** Refused requests, each once, such as `404 /group/:id/`; and those that got no answer. */
  readonly refusals: Set<string>;
  /** Exceptions and rejections that nothing caught. */
  readonly crashes: string[];
  /** Errors of the console. */
  readonly complaints: string[];
  readonly sockets: WebSocket[];
  /** Goes to a screen, and forgets what was before. */
  show(screen: string, subject: Subject): Promise<void>;
  /** Waits until nothing is being asked for; gives the addresses of pictures that are broken. */
  settle(): Promise<string[]>;
}

export interface Stage {
  readonly guildhall: Guildhall;
  /** Loads the app anew and shows a screen of it as someone; null is nobody. */
  open(viewer: Person | null, screen: string, subject?: Subject): Promise<Tab>;
  close(): Promise<void>;
}

/** Addresses of the pictures on a page that could not be shown. */
const BROKEN_PICTURES =
  '[...document.querySelectorAll("img[src]:not([src=\'\'])")].filter((image) => image.naturalWidth === 0).map((image) => image.src)';
const VIEWPORT = { width: 1280, height: 900 };
/** Milliseconds without a request after which a page asks for nothing more. */
const QUIET_MS = 500;

/** A Guildhall, an app that calls it from another origin, and a browser that finds both by name. */
export async function openStage(people: readonly Person[]): Promise<Stage> {
  if (chromiumPath === null) throw new Error('No Chromium is installed (apt-get install chromium).');
  const guildhall = await startGuildhall(people);
  const app = Fastify();
  await app.register(fastifyStatic, { root: BUNDLE });
  const { port } = new URL(await app.listen({ port: 0, host: '127.0.0.1' }));
  // The websocket goes to the portal's host without its port, so that the portal has to be at port 80.
  const browser = await startChromium(chromiumPath, {
    'app.test': `127.0.0.1:${port}`,
    'guildhall.test': `127.0.0.1:${guildhall.port}`,
  });

  return {
    guildhall,
    async open(viewer, screen, subject = {}) {
      const page = await browser.newPage({ viewport: VIEWPORT, locale: 'en' });
      const tab = watch(page, viewer === null ? null : await guildhall.token(viewer));
      await tab.show(screen, subject);
      return tab;
    },
    async close() {
      await browser.close();
      await app.close();
      await guildhall.stop();
    },
  };
}

/** A page that shows the app as whom the token is for. */
function watch(page: Page, token: string | null): Tab {
  const tab: Tab = {
    page,
    refusals: new Set(),
    crashes: [],
    complaints: [],
    sockets: [],
    show,
    settle,
  };
  let unanswered = 0;
  let lastAt = Date.now();
  const count = (change: number) => {
    unanswered += change;
    lastAt = Date.now();
  };
  page.on('request', () => count(1));
  page.on('requestfinished', () => count(-1));
  page.on('requestfailed', (request) => {
    count(-1);
    tab.refusals.add(`${request.failure()?.errorText} ${pathOf(request.url())}`);
  });
  page.on('response', (response) => {
    if (response.status() >= 400) tab.refusals.add(`${response.status()} ${pathOf(response.url())}`);
  });
  page.on('pageerror', (error) => tab.crashes.push(error.message));
  page.on('console', (message) => {
    if (message.type() === 'error') tab.complaints.push(message.text());
  });
  page.on('websocket', (socket) => tab.sockets.push(socket));

  async function show(screen: string, { group = 0, user = 0 }: Subject): Promise<void> {
    tab.refusals.clear();
    tab.crashes.length = 0;
    tab.complaints.length = 0;
    const said = { portal: 'http://guildhall.test', screen, group: String(group), user: String(user) };
    const address = new URLSearchParams(token === null ? said : { ...said, token });
    await page.goto(`http://app.test/#${address}`);
    await page.locator(`main[data-screen="${screen} ${group}"]`).waitFor({ state: 'attached' });
  }
  async function settle(): Promise<string[]> {
    while (unanswered > 0 || Date.now() - lastAt < QUIET_MS) await page.waitForTimeout(50);
    return z.array(z.string()).parse(await page.evaluate(BROKEN_PICTURES));
  }
  return tab;
}

/** Path below the API's prefix, with its ids left out; the whole address of what is no part of the API. */
function pathOf(address: string): string {
  const [, path] = /^http:\/\/guildhall\.test\/api\/v2(\/[^?]*)/.exec(address) ?? [];
  return path?.replace(/\/\d+\//g, '/:id/') ?? address;
}
