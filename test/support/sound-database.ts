import { existsSync } from 'node:fs';
import { cp, mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Sqlite from 'better-sqlite3';
import { ok } from '../../src/domain/result.ts';
import type { Store } from '../../src/domain/store.ts';
import { folderFiles } from '../../src/images/folder-files.ts';
import { openImages } from '../../src/images/images.ts';
import { openStore } from '../../src/store/open.ts';
import { attachSearchIndex, searchIndexFile } from '../../src/store/sqlite/search/index-file.ts';
import { addUsers, EVERYTHING, groupNamed, NOON, person } from './engines.ts';
import { addFolding } from './folding-sql.ts';
import { IMAGE_MEMORY, picture, requester } from './pictures.ts';

const CHESS = 1;
const APPROVED_PAGE = 4;
const REJECTED_PAGE = 5;

export interface Kept {
  readonly folder: string;
  readonly database: string;
  readonly mediaDir: string;
  /** Keys of the images of group 2. */
  readonly pictureKey: string;
  readonly coverKey: string;
}

const organization = {
  jobTitle: 'Editor',
  contactNumber: '1',
  organizationName: 'Institute',
  organizationWebsite: null,
  purpose: 'Teaching',
  additionalDetails: null,
};

const CLEOS_PROFILE = {
  bio: 'Chess.\nAnd go.',
  location: 'Milan',
  website: 'https://cleo.example/',
  tags: [{ id: 3, name: 'Founder', description: '', color: '#b45309' }],
};

/** What `fill` makes, in a database that nobody has open. */
export async function soundDatabase(): Promise<Kept> {
  const folder = await mkdtemp(join(tmpdir(), 'guildhall-sound-'));
  const kept = keptIn(folder);
  const images = openImages(folderFiles(kept.mediaDir), IMAGE_MEMORY);
  const [image, cover] = await Promise.all([
    images.prepare('picture', await picture('png', { width: 40, height: 30 }), requester()),
    images.prepare('cover', await picture('jpeg', { width: 40, height: 30 }), requester()),
  ]);
  if (!image.ok || !cover.ok) throw new Error('the pictures were refused');
  await Promise.all([image.value.save(), cover.value.save()]);

  const store = await openStore(`file:${kept.database}`);
  await fill(store, { image: image.value.key, coverImage: cover.value.key });
  // So that the index knows them.
  await store.countGroups({ ...EVERYTHING, search: 'chess' }, null);
  await store.close();
  return { ...kept, pictureKey: image.value.key, coverKey: cover.value.key };
}

/** Two groups, three pages and all that goes with them. */
export async function fill(
  store: Store,
  images: { readonly image: string; readonly coverImage: string },
): Promise<void> {
  const identity = { key: { issuer: 'https://id.example.org', subject: 'x' } };
  await addUsers(store, 1, 2, 3);
  await store.importUsers([person(0, { ...identity, username: 'cleo', profile: CLEOS_PROFILE })], NOON);
  const write = { key: 'once', operation: 'createGroup', fingerprint: 'a', forgetBefore: NOON } as const;
  await store.insertGroup(
    groupNamed('Chess', { slug: { given: 'chess' }, inviteUserIds: [3], description: 'On Mondays\nand Fridays' }),
    write,
  );
  await store.insertGroup(
    groupNamed('Ärger 猫', { slug: { given: 'arger' }, privacy: 'PRIVATE', visible: false, color: '#fff', ...images }),
    null,
  );
  for (const name of ['Pending', 'Approved', 'Rejected']) {
    await store.insertGroup(
      groupNamed(name, { slug: { given: name.toLowerCase() }, kind: 'PAGE', active: false, organization }),
      null,
    );
  }

  const change = (id: number, what: Parameters<typeof ok<object>>[0]) =>
    store.changeGroup({ id, viewerId: 1, userIds: [] }, () => ok(what), NOON);
  const admin = { status: 'SUBSCRIBED', admin: true } as const;
  const expiresAt = NOON;
  await change(CHESS, { memberships: new Map([[2, admin]]) });
  await change(CHESS, { emailInvitations: [{ email: 'bo@example.org', tokenHash: 'a'.repeat(64), expiresAt }] });
  await change(APPROVED_PAGE, {
    fields: { active: true, verified: true },
    review: { status: 'APPROVED', reviewerId: 2 },
  });
  await change(REJECTED_PAGE, { review: { status: 'REJECTED', reviewerId: 2 } });
}

/** The same in a folder of its own, to be tampered with. */
export async function copyOf({ pictureKey, coverKey, folder: from }: Kept): Promise<Kept> {
  const folder = await mkdtemp(join(tmpdir(), 'guildhall-tampered-'));
  await cp(from, folder, { recursive: true });
  return { ...keptIn(folder), pictureKey, coverKey };
}

/** Runs SQL that nothing stands in the way of, and that can fold. */
export function tamper(database: string, statements: string): void {
  const client = new Sqlite(database);
  if (existsSync(searchIndexFile(database))) attachSearchIndex(client);
  client.unsafeMode(true);
  addFolding(client);
  client.exec(`pragma foreign_keys = off; pragma ignore_check_constraints = on; ${statements}`);
  client.close();
}

function keptIn(folder: string) {
  return { folder, database: join(folder, 'guildhall.db'), mediaDir: join(folder, 'media') };
}
