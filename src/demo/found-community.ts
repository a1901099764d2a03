import { createHash } from 'node:crypto';
import anyAscii from 'any-ascii';
import { randomToken } from '../auth/random-token.ts';
import type { Deps } from '../domain/deps.ts';
import type { Images } from '../domain/images.ts';
import { addMembers } from '../domain/operations/add-members.ts';
import { createGroup } from '../domain/operations/create-group.ts';
import { createPage } from '../domain/operations/create-page.ts';
import { inviteToGroup } from '../domain/operations/invite-to-group.ts';
import { joinGroup } from '../domain/operations/join-group.ts';
import { reviewPage } from '../domain/operations/review-page.ts';
import { setMemberRole } from '../domain/operations/set-member-role.ts';
import { updateGroup } from '../domain/operations/update-group.ts';
import type { Result } from '../domain/result.ts';
import type { Store } from '../domain/store.ts';
import type { Viewer } from '../domain/viewer.ts';
import { CAST, groups, type PlannedGroup, type PlannedPage, pages, people } from './community.ts';
import { drawPicture } from './pictures.ts';

const BEGINNING = Date.UTC(2026, 8, 1, 8);
/** Milliseconds between two events in the community's history. */
const STEP_MS = 17 * 60_000;
const PICTURE = { width: 300, height: 300 };
const COVER = { width: 480, height: 270 };

/** Fills an empty database with the example community, by the same operations that the doors call. */
export async function foundCommunity(store: Store, images: Images): Promise<void> {
  const deps = depsOf(store, images);
  const imported = await store.importUsers(people(anyAscii), new Date(BEGINNING));
  if (!imported.ok) throw new Error(`the example community has two users with one username, ${imported.index}`);
  const founded: FoundedGroup[] = [];
  for (const group of groups()) founded.push({ group, groupId: await foundGroup(deps, group) });
  for (const page of pages()) await foundPage(deps, page);
  await Promise.all(founded.filter(({ group }) => group.hasPicture).map((each) => decorate(deps, each)));
}

interface FoundedGroup {
  readonly group: PlannedGroup;
  readonly groupId: number;
}

async function foundGroup(deps: Deps, group: PlannedGroup): Promise<number> {
  const { name, description, country, color, privacy, visible } = group;
  const manager = viewer(group.creatorId);
  const input = { name, description, country, color, privacy, visible };
  const { id: groupId } = granted(await createGroup(deps, manager, input));

  granted(await addMembers(deps, manager, { groupId, userIds: group.memberIds }));
  if (group.adminId !== null)
    granted(await setMemberRole(deps, manager, { groupId, userId: group.adminId, role: 'ADMIN' }));
  for (const userId of group.requesterIds) granted(await joinGroup(deps, viewer(userId), { groupId }));
  if (group.invitedIds.length > 0) granted(await inviteToGroup(deps, manager, { groupId, userIds: group.invitedIds }));
  return groupId;
}

/** Gives a group its pictures. They are drawn in parallel; the time of the change does not depend on which is ready first. */
async function decorate(deps: Deps, { group, groupId }: FoundedGroup): Promise<void> {
  const at = deps.now();
  const image = await drawPicture(group.name, PICTURE.width, PICTURE.height);
  const coverImage = group.hasCover ? await drawPicture(group.name, COVER.width, COVER.height) : undefined;
  granted(await updateGroup({ ...deps, now: () => at }, viewer(group.creatorId), { groupId, image, coverImage }));
}

async function foundPage(deps: Deps, { name, purpose, country, ownerId, approve }: PlannedPage): Promise<void> {
  const organization = { jobTitle: 'Coordinator', contactNumber: '+00 000 000', organizationName: name, purpose };
  const input = { name, country, privacy: 'PUBLIC', organization } as const;
  const { id: groupId } = granted(await createPage(deps, viewer(ownerId), input));
  if (approve !== null) granted(await reviewPage(deps, viewer(CAST.reviewer), { groupId, approve }));
}

/** Dependencies with a clock that goes on evenly, and without mail. */
function depsOf(store: Store, images: Images): Deps {
  let time = BEGINNING;
  return {
    store,
    images,
    now: () => {
      time += STEP_MS;
      return new Date(time);
    },
    mailer: { sendInvitation: async () => false },
    maxJoinRequests: 1_000,
    mailsPerDay: 0,
    newToken: randomToken,
    transliterate: anyAscii,
    digest: (content) => createHash('sha256').update(content).digest('hex'),
    openIdIssuer: null,
    anonymousRead: true,
    isAbandoned: () => false,
  };
}

function viewer(userId: number): Viewer {
  return { userId, scopes: null };
}

function granted<Value>(result: Result<Value>): Value {
  if (result.ok) return result.value;
  throw new Error(`the example community was refused: ${JSON.stringify(result.refusal)}`);
}
