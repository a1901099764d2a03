import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createApp } from '../../src/app.ts';
import { readConfig } from '../../src/config.ts';
import { openStore } from '../../src/store/open.ts';
import { openLog } from '../../src/telemetry/log.ts';
import { createMetrics } from '../../src/telemetry/metrics.ts';
import { addGroup, addUsers } from '../support/engines.ts';
import { SECRET } from '../support/server.ts';

const KEPT = 'a'.repeat(32);
const COVER = 'b'.repeat(32);
const LEFT = 'c'.repeat(32);

describe('image files that no group has', () => {
  let folder: string;

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'guildhall-leftovers-'));
  });

  afterEach(() => rm(folder, { recursive: true }));

  const open = () => openStore(`file:${join(folder, 'guildhall.db')}`);

  /** What is in the media folder once a server on it has had time to look through it. */
  async function afterStart(
    files: readonly string[],
    store: Awaited<ReturnType<typeof open>>,
    removed: readonly string[] = [],
  ): Promise<string[]> {
    const mediaDir = join(folder, 'media');
    const config = readConfig({
      DATABASE_URL: `file:${join(folder, 'guildhall.db')}`,
      MEDIA_DIR: mediaDir,
      LOG_LEVEL: 'silent',
    });
    const deps = {
      store,
      secret: SECRET,
      log: await openLog('silent'),
      metrics: createMetrics(),
      tracing: null,
      draining: new AbortController().signal,
    };
    await createApp(config, deps).then((app) => app.close());
    for (const file of files) await writeFile(join(mediaDir, file), '');
    const app = await createApp(config, deps);
    await app.listen({ port: 0, host: '127.0.0.1' });
    await writeFile(join(mediaDir, `${LEFT}-original.webp`), 'saved since');
    const areThere = async () => (await readdir(mediaDir)).filter((name) => removed.includes(name)).length;
    while ((await areThere()) > 0) await wait(20);
    // What must not be removed has been there for as long again.
    await wait(1_000);
    await app.close();
    return (await readdir(mediaDir)).sort();
  }

  it('are removed at the start, and nothing else is', async () => {
    const store = await open();
    await addUsers(store, 1);
    await addGroup(store, 'Chess', { image: KEPT, coverImage: COVER });
    const kept = [`${KEPT}-small.webp`, `${COVER}-cover.webp`, 'notes.txt', `${LEFT}.webp`];
    const left = [`${LEFT}-small.webp`, `${LEFT}-cover.webp`, `${LEFT}-big.webp.part`, `${KEPT}-big.webp.part`];

    expect(await afterStart([...kept, ...left], store, left)).toEqual([...kept, `${LEFT}-original.webp`].sort());
    await store.close();
  });

  it('are left alone while another process has the database open', async () => {
    const other = await open();
    const store = await open();
    const file = `${LEFT}-small.webp`;

    expect(await Promise.all([other.wasOpenedAlone(), store.wasOpenedAlone()])).toEqual([true, false]);
    expect(await afterStart([file], store)).toContain(file);
    await store.close();
    await other.close();

    const next = await open();
    expect(await next.wasOpenedAlone()).toBe(true);
    await next.close();
  });
});
