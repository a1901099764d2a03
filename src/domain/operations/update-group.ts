import type { Deps } from '../deps.ts';
import type { InvalidField } from '../errors.ts';
import { canAdminister, canSee, type GroupRef, requestsAfter, type ViewedGroup } from '../group.ts';
import { checkGroupChanges, conflictingChanges, type GroupChangesInput } from '../group-changes.ts';
import type { GroupFieldsChange } from '../group-writes.ts';
import { checkWebsite } from '../organization.ts';
import { needsNewReview } from '../page-request.ts';
import { ok, type Result, refuse } from '../result.ts';
import { changeGroup } from '../steps/change-group.ts';
import { type PreparedImages, prepareImages, writeWithImages } from '../steps/with-images.ts';
import { allows, type Viewer } from '../viewer.ts';

export interface UpdateGroupInput extends GroupChangesInput, GroupRef {
  /** The website of a page's organisation; null for none. */
  readonly organizationWebsite?: string | null | undefined;
}

/** Changes a group's own fields and images, all of them or none; the images that are replaced are removed. */
export async function updateGroup(
  deps: Deps,
  viewer: Viewer | null,
  input: UpdateGroupInput,
): Promise<Result<ViewedGroup>> {
  if (viewer === null) return refuse({ code: 'UNAUTHENTICATED' });
  const current = await changeable(deps, viewer, input);
  if (!current.ok) return current;

  const prepared = await prepareImages(deps, viewer, input);
  if (!prepared.ok) return prepared;
  const images = prepared.value;
  const { fields, invalid } = checkGroupChanges(input, current.value);
  const wrong = [...invalid, ...checkWebsite(input.organizationWebsite).invalid, ...images.invalid];
  if (wrong.length > 0)
    return refuse({
      code: 'INVALID',
      kind: current.value.kind,
      fields: [...wrong, ...(await conflicts(deps, input, fields))],
    });

  const changed = await writeWithImages(
    deps,
    images,
    () => write(deps, viewer, input, images),
    ({ ok }) => ok,
  );
  if (!changed.ok) return changed;
  const { before, after } = changed.value;
  const replaced = [before.image, before.coverImage].filter(
    (key) => key !== null && key !== after.image && key !== after.coverImage,
  );
  await deps.images.remove(replaced.filter((key) => key !== null));
  return ok(after);
}

/** Checked before images are decoded, so that nobody has them decoded for a group that they may not change. */
async function changeable(
  { store }: Deps,
  viewer: Viewer,
  { groupId, kind }: UpdateGroupInput,
): Promise<Result<ViewedGroup>> {
  if (!allows(viewer, 'room.update')) return refuse({ code: 'INSUFFICIENT_SCOPE', scope: 'room.update' });
  const [group] = await store.findGroups({ by: 'id', ids: [groupId], kind }, viewer.userId);
  if (group === undefined || !canSee(group)) return refuse({ code: 'NOT_FOUND', kind: 'group' });
  return canAdminister(group, viewer)
    ? ok(group)
    : refuse({ code: 'FORBIDDEN', action: group.kind === 'PAGE' ? 'update_page' : 'update' });
}

function write(deps: Deps, viewer: Viewer, input: UpdateGroupInput, { picture, cover }: PreparedImages) {
  return changeGroup(deps, viewer, { groupId: input.groupId, scope: 'room.update' }, ({ group, pageRequest }, me) => {
    if (!canAdminister(group, me))
      return refuse({ code: 'FORBIDDEN', action: group.kind === 'PAGE' ? 'update_page' : 'update' });
    // Checked again, because another call may have changed the group meanwhile.
    const { fields, invalid } = checkGroupChanges(input, group);
    if (invalid.length > 0) return refuse({ code: 'INVALID', kind: group.kind, fields: invalid });
    const images = { ...(picture && { image: picture.key }), ...(cover && { coverImage: cover.key }) };
    const { website = pageRequest?.organizationWebsite } = checkWebsite(input.organizationWebsite);
    const hasNewWebsite = website !== undefined && website !== pageRequest?.organizationWebsite;
    const reviewAgain = needsNewReview(group, fields);
    const requests = requestsAfter(group, { ...group, ...fields });
    return ok({
      fields: { ...fields, ...images, ...(reviewAgain && { verified: false }) },
      ...(hasNewWebsite && { organizationWebsite: website }),
      ...(reviewAgain && { reviewAgain }),
      ...(requests && { requests }),
    });
  });
}

async function conflicts(
  { store }: Deps,
  { groupId }: UpdateGroupInput,
  { nameKey, slug }: GroupFieldsChange,
): Promise<readonly InvalidField[]> {
  return conflictingChanges(
    await store.findConflicts({ exceptId: groupId, nameKey: nameKey ?? null, slug: slug ?? null, userIds: [] }),
  );
}
