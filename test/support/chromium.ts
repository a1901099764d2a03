import { existsSync } from 'node:fs';
import { type Browser, chromium, type Page } from 'playwright-core';

/** Null where none is installed. */
export const chromiumPath =
  ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'].find((path) => existsSync(path)) ?? null;

const PATIENCE_MS = 120_000;
const QUIET = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

/**
 * Without a window, with a fresh profile that is removed when it closes. It finds these hosts at other addresses, and
 * no others, as on a machine that is offline.
 */
export function startChromium(executablePath: string, hosts: Readonly<Record<string, string>> = {}): Promise<Browser> {
  const known = Object.entries(hosts).map(([host, address]) => `MAP ${host} ${address}`);
  const rules = [...known, 'MAP * ~NOTFOUND', 'EXCLUDE 127.0.0.1'].join(', ');
  return chromium.launch({ executablePath, timeout: PATIENCE_MS, args: [...QUIET, `--host-resolver-rules=${rules}`] });
}

export interface WatchedPage {
  readonly page: Page;
  /** The address of every request, those of workers too. */
  readonly requests: string[];
  /** Errors and warnings of the console, refusals by the Content-Security-Policy among them. */
  readonly complaints: string[];
}

/** A tab of its own, with its own storage. */
export async function openTab(browser: Browser): Promise<WatchedPage> {
  const context = await browser.newContext({
    viewport: { width: 1280, height: 800 },
    colorScheme: 'light',
    permissions: ['clipboard-read', 'clipboard-write'],
  });
  context.setDefaultTimeout(PATIENCE_MS);
  const requests: string[] = [];
  const complaints: string[] = [];
  context.on('request', (request) => requests.push(request.url()));
  context.on('weberror', (error) => complaints.push(String(error.error())));
  context.on('console', (message) => {
    if (['error', 'warning'].includes(message.type())) complaints.push(message.text());
  });
  return { page: await context.newPage(), requests, complaints };
}
