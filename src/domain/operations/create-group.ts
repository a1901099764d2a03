import type { Deps } from '../deps.ts';
import type { InvalidField } from '../errors.ts';
import type { ViewedGroup } from '../group.ts';
import { type CheckedGroup, checkNewGroup, conflictingFields, type NewGroupInput } from '../new-group.ts';
import { ok, type Result, refuse } from '../result.ts';
import { slugFrom } from '../slug.ts';
import type { IdempotentWrite, NewGroup } from '../store.ts';
import { allows, type Viewer } from '../viewer.ts';
import { once } from './once.ts';
import { type PreparedImages, prepareImages, writeWithImages } from './prepare-images.ts';

/**
 * Creates a group whose manager, creator and first member is the viewer, and invites
 * `inviteUserIds`. All of it happens or none; whatever is wrong is reported at once.
 */
export async function createGroup(
  deps: Deps,
  viewer: Viewer | null,
  input: NewGroupInput,
): Promise<Result<ViewedGroup>> {
  if (viewer === null) return refuse({ code: 'UNAUTHENTICATED' });
  if (!allows(viewer, 'room.create')) return refuse({ code: 'INSUFFICIENT_SCOPE', scope: 'room.create' });

  const { group, invalid } = checkNewGroup(input, viewer.userId);
  const attempt = (write: IdempotentWrite | null) => insert(deps, viewer, { group, invalid, input, write });
  if (group.idempotencyKey === null || invalid.length > 0) return attempt(null);

  const fingerprint = fingerprintOf(deps, group, input);
  return once(deps, viewer, { key: group.idempotencyKey, operation: 'createGroup', fingerprint }, attempt);
}

interface Attempt {
  readonly group: CheckedGroup;
  readonly invalid: readonly InvalidField[];
  readonly input: NewGroupInput;
  readonly write: IdempotentWrite | null;
}

async function insert(
  deps: Deps,
  viewer: Viewer,
  { group, invalid, input, write }: Attempt,
): Promise<Result<ViewedGroup>> {
  const images = await prepareImages(deps, input);
  const wrong = [...invalid, ...images.invalid];
  if (wrong.length > 0) {
    const conflicts = await deps.store.findConflicts({
      exceptId: null,
      nameKey: wrong.some(({ field }) => field === 'name') ? null : group.nameKey,
      slug: group.slug,
      userIds: group.inviteUserIds.map(({ id }) => id),
    });
    return refuse({ code: 'INVALID', fields: [...wrong, ...conflictingFields(group, conflicts)] });
  }

  const insertion = await writeWithImages(
    deps,
    images,
    () => deps.store.insertGroup(newGroup(deps, viewer, group, images), write),
    ({ outcome }) => outcome === 'inserted',
  );

  if (insertion.outcome === 'key_reused') return refuse({ code: 'IDEMPOTENCY_CONFLICT' });
  if (insertion.outcome === 'conflicts') {
    return refuse({ code: 'INVALID', fields: conflictingFields(group, insertion.conflicts) });
  }
  return ok(insertion.group);
}

function newGroup(deps: Deps, viewer: Viewer, group: CheckedGroup, images: PreparedImages): NewGroup {
  return {
    kind: 'GROUP',
    name: group.name,
    nameKey: group.nameKey,
    slug: group.slug === null ? { base: slugFrom(group.name, deps.transliterate) } : { given: group.slug },
    description: group.description,
    color: group.color,
    privacy: group.privacy,
    visible: group.visible,
    country: group.country,
    hideJoinButton: group.hideJoinButton,
    image: images.picture?.key ?? null,
    coverImage: images.cover?.key ?? null,
    createdAt: deps.now(),
    creatorId: viewer.userId,
    inviteUserIds: group.inviteUserIds.map(({ id }) => id),
  };
}

function fingerprintOf({ digest }: Deps, group: CheckedGroup, input: NewGroupInput): string {
  const { idempotencyKey: _key, nameKey: _nameKey, inviteUserIds, ...fields } = group;
  const images = [input.image, input.coverImage].map((bytes) => (bytes ? digest(bytes) : null));
  return digest(JSON.stringify([fields, inviteUserIds.map(({ id }) => id), images]));
}
