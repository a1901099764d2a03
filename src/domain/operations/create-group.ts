import type { Deps } from '../deps.ts';
import type { InvalidField } from '../errors.ts';
import type { GroupKind, ViewedGroup } from '../group.ts';
import { plainFields } from '../group-fields.ts';
import type { IdempotentWrite, NewGroup } from '../group-writes.ts';
import { type CheckedGroup, checkNewGroup, conflictingFields, type NewGroupInput } from '../new-group.ts';
import type { Organization } from '../page-request.ts';
import { ok, type Result, refuse } from '../result.ts';
import { slugFrom } from '../slug.ts';
import { idempotent } from '../steps/idempotent.ts';
import { type PreparedImages, prepareImages, writeWithImages } from '../steps/with-images.ts';
import { allows, type Viewer } from '../viewer.ts';

/** The kind of a new group, and what a page says besides. */
export interface Founding {
  readonly kind: GroupKind;
  readonly organization: Organization | null;
  readonly invalid: readonly InvalidField[];
}

const GROUP: Founding = { kind: 'GROUP', organization: null, invalid: [] };

/**
 * Creates a group whose manager, creator and first member is the viewer, and invites
 * `inviteUserIds`. All of it happens or none; whatever is wrong is reported at once.
 */
export async function createGroup(
  deps: Deps,
  viewer: Viewer | null,
  input: NewGroupInput,
): Promise<Result<ViewedGroup>> {
  return establish(deps, viewer, input, GROUP);
}

/** Creates a group or a page. */
export async function establish(
  deps: Deps,
  viewer: Viewer | null,
  input: NewGroupInput,
  founding: Founding,
): Promise<Result<ViewedGroup>> {
  if (viewer === null) return refuse({ code: 'UNAUTHENTICATED' });
  if (!allows(viewer, 'room.create')) return refuse({ code: 'INSUFFICIENT_SCOPE', scope: 'room.create' });
  if (input.inviteUserIds?.length && !allows(viewer, 'room.invite')) {
    return refuse({ code: 'INSUFFICIENT_SCOPE', scope: 'room.invite' });
  }

  const checked = checkNewGroup(input, viewer.userId, founding.kind);
  const { group } = checked;
  const invalid = [...checked.invalid, ...founding.invalid];
  const attempt = (write: IdempotentWrite | null) => insert(deps, viewer, { group, invalid, input, founding, write });
  if (group.idempotencyKey === null || invalid.length > 0) return attempt(null);

  const fingerprint = fingerprintOf(deps, group, input, founding);
  return idempotent(deps, viewer, { key: group.idempotencyKey, operation: 'createGroup', fingerprint }, attempt);
}

interface Attempt {
  readonly group: CheckedGroup;
  readonly invalid: readonly InvalidField[];
  readonly input: NewGroupInput;
  readonly founding: Founding;
  readonly write: IdempotentWrite | null;
}

async function insert(
  deps: Deps,
  viewer: Viewer,
  { group, invalid, input, founding, write }: Attempt,
): Promise<Result<ViewedGroup>> {
  const prepared = await prepareImages(deps, viewer, input);
  if (!prepared.ok) return prepared;
  const images = prepared.value;
  const wrong = [...invalid, ...images.invalid];
  if (wrong.length > 0) {
    const conflicts = await deps.store.findConflicts({
      exceptId: null,
      nameKey: wrong.some(({ field }) => field === 'name') ? null : group.nameKey,
      slug: group.slug,
      userIds: group.inviteUserIds.map(({ id }) => id),
    });
    return refuse({
      code: 'INVALID',
      kind: founding.kind,
      fields: [...wrong, ...conflictingFields(group, conflicts)],
    });
  }

  const insertion = await writeWithImages(
    deps,
    images,
    () => deps.store.insertGroup(newGroup(deps, viewer, { group, founding, images }), write),
    ({ outcome }) => outcome === 'inserted',
  );

  if (insertion.outcome === 'key_reused') return refuse({ code: 'IDEMPOTENCY_CONFLICT' });
  if (insertion.outcome === 'refused') return refuse(insertion.refusal);
  if (insertion.outcome === 'conflicts') {
    return refuse({ code: 'INVALID', kind: founding.kind, fields: conflictingFields(group, insertion.conflicts) });
  }
  return ok(insertion.group);
}

function newGroup(
  deps: Deps,
  viewer: Viewer,
  { group, founding, images }: Pick<Attempt, 'group' | 'founding'> & { readonly images: PreparedImages },
): NewGroup {
  return {
    kind: founding.kind,
    active: founding.kind === 'GROUP',
    organization: founding.organization,
    privateToken: deps.newToken(),
    name: group.name,
    nameKey: group.nameKey,
    slug: group.slug === null ? { base: slugFrom(group.name, deps.transliterate) } : { given: group.slug },
    ...plainFields((field) => group[field]),
    privacy: group.privacy,
    visible: group.visible,
    image: images.picture?.key ?? null,
    coverImage: images.cover?.key ?? null,
    createdAt: deps.now(),
    creatorId: viewer.userId,
    inviteUserIds: group.inviteUserIds.map(({ id }) => id),
  };
}

/**
 * What makes a repeated call the same call. Fingerprints are kept for a day: what they are made of, and in which order,
 * is the same in every version, so that a call may be repeated across an upgrade.
 */
export function fingerprintOf(
  { digest }: Pick<Deps, 'digest'>,
  group: CheckedGroup,
  input: NewGroupInput,
  { kind, organization }: Founding,
): string {
  const { idempotencyKey: _key, nameKey: _nameKey, inviteUserIds, name, slug, description, color, ...others } = group;
  const { privacy, visible, ...rest } = others;
  const fields = { name, slug, description, color, privacy, visible, ...rest };
  const images = [input.image, input.coverImage].map((bytes) => (bytes ? digest(bytes) : null));
  return digest(JSON.stringify([kind, organization, fields, inviteUserIds.map(({ id }) => id), images]));
}
