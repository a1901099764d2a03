import { SignJWT } from 'jose';
import type { GroupChange } from '../../src/domain/group-writes.ts';
import type { Images } from '../../src/domain/images.ts';
import { ok } from '../../src/domain/result.ts';
import type { Store } from '../../src/domain/store.ts';
import { encodeGlobalId } from '../../src/graphql/relay/global-ids.ts';
import { folderFiles } from '../../src/images/folder-files.ts';
import { openImages } from '../../src/images/images.ts';
import { openStore } from '../../src/store/open.ts';
import { addGroup, NOON, person } from '../support/engines.ts';
import { IMAGE_MEMORY, picture, requester } from '../support/pictures.ts';
import type { Random } from '../torture/random.ts';

/** Where a server keeps everything. */
export interface FuzzedData {
  readonly databaseUrl: string;
  /** The folder of pictures. */
  readonly media: string;
}

export const SECRET = 'a secret for fuzzing, of more than 32 bytes';
export const USERS = 24;
/** Enough to be still there after most requests that delete them. */
const GROUPS = 240;
const MANAGERS = 5;
/** One in so many groups has a picture. */
const PICTURED = 16;
const REVIEWER = 2;

/** Who and what a request can be about. */
export interface Cast {
  groupId(): number;
  slug(): string;
  userId(): number;
  privateToken(): string;
  nodeId(type: 'Group' | 'User'): string;
  /** Token of somebody who is allowed everything. */
  readonly ownToken: string;
  /** Tokens of users with different scopes, of nobody, and some that are invalid. */
  token(): string | null;
  newName(): string;
}

const organization = {
  jobTitle: 'Editor',
  contactNumber: '1',
  organizationName: 'Institute',
  organizationWebsite: null,
  purpose: 'Teaching',
  additionalDetails: null,
};

/** Groups of all kinds, and users who stand to them in all ways. */
export async function populate({ databaseUrl, media }: FuzzedData): Promise<void> {
  const store = await openStore(databaseUrl);
  const images = openImages(folderFiles(media), IMAGE_MEMORY);
  const bytes = await picture('png', { width: 40, height: 30 });
  const ids = Array.from({ length: USERS }, (_, index) => index + 1);
  const realName = 'Anna B';
  await store.importUsers(
    ids.map((id) => person(id, { reviewer: id === REVIEWER, realName })),
    NOON,
  );
  for (let index = 1; index <= GROUPS; index += 1) {
    const image = index % PICTURED === 0 ? await saved(images, bytes) : null;
    await addOne(store, index, image);
  }
  await store.close();
}

async function addOne(store: Store, index: number, image: string | null): Promise<void> {
  const isPage = index % 5 === 0;
  const [isPrivate, visible] = [index % 3 === 0, index % 2 === 0];
  // Nobody asks to join what is public or hidden.
  const asking = isPrivate && visible ? 'REQUESTED' : 'INVITED';
  const creatorId = 1 + (index % MANAGERS);
  const id = await addGroup(store, `Group ${index} 猫`, {
    slug: { given: `group-${index}` },
    creatorId,
    privateToken: `private-token-${index}`,
    description: 'On Mondays',
    ...(isPrivate && { privacy: 'PRIVATE' as const, visible }),
    ...(isPage && { kind: 'PAGE' as const, active: false, organization }),
    image,
  });
  const memberships = new Map(
    Array.from({ length: 8 }, (_, place) => {
      const status = (['SUBSCRIBED', 'INVITED', asking, 'SUBSCRIBED'] as const)[place % 4] ?? 'SUBSCRIBED';
      return [6 + ((index + place) % (USERS - 6)), { status, admin: place === 0 }] as const;
    }),
  );
  await store.changeGroup(
    { id, viewerId: creatorId, userIds: [] },
    () => ok({ memberships, ...(isPage && reviewed(index)) }),
    NOON,
  );
}

/** Makes pages: half are approved, and the others wait. */
function reviewed(index: number): GroupChange {
  if (index % 10 !== 0) return {};
  return { fields: { active: true, verified: true }, review: { status: 'APPROVED', reviewerId: REVIEWER } };
}

/** Each group has a picture of its own. */
async function saved(images: Images, bytes: Buffer): Promise<string> {
  const prepared = await images.prepare('picture', bytes, requester());
  if (!prepared.ok) throw new Error('the picture was refused');
  await prepared.value.save();
  return prepared.value.key;
}

const SCOPES = [
  'room.read room.create',
  'room',
  'guildhall.review room',
  '',
  'user.rooms.read',
  'room.invite room.admin',
];

/** The same for the same seed, but for what is signed anew. */
export async function castOf(random: Random): Promise<Cast> {
  const tokens = await tokensOf();
  let names = 0;
  return {
    ownToken: await sign({ user_id: 1 }),
    groupId: () => 1 + random.below(GROUPS),
    slug: () => `group-${1 + random.below(GROUPS)}`,
    userId: () => 1 + random.below(USERS),
    privateToken: () => `private-token-${1 + random.below(GROUPS)}`,
    nodeId: (type) => encodeGlobalId(type, 1 + random.below(type === 'Group' ? GROUPS : USERS)),
    // Most often somebody who manages groups.
    token: () => (random.chance(0.5) ? (tokens[random.below(MANAGERS)] ?? null) : random.pick(tokens)),
    newName() {
      names += 1;
      return `fuzz-${names}`;
    },
  };
}

async function tokensOf(): Promise<(string | null)[]> {
  const users = Array.from({ length: USERS }, (_, index) => sign({ user_id: index + 1 }));
  const scoped = SCOPES.map((scope, index) => sign({ user_id: 1 + (index % MANAGERS), scope }));
  const odd = [sign({ user_id: 1, scp: [] }), sign({ user_id: 1, client_id: 'one' }), sign({ user_id: 2 ** 31 })];
  const bad = [sign({ user_id: 1 }, { secret: 'another secret, of more than 32 bytes' }), sign({ user_id: 1, exp: 1 })];
  return [...(await Promise.all([...users, ...scoped, ...odd, ...bad])), null, null, 'none', 'a.b.c'];
}

function sign(claims: Readonly<Record<string, unknown>>, { secret = SECRET } = {}): Promise<string> {
  const now = Math.floor(Date.now() / 1000);
  return new SignJWT({ token_type: 'access', iat: now, exp: now + 86_400, jti: 'fuzz', ...claims })
    .setProtectedHeader({ alg: 'HS256', typ: 'JWT' })
    .sign(new TextEncoder().encode(secret));
}
