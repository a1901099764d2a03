import type { InvalidField } from './errors.ts';
import { fieldChecker } from './field-checker.ts';
import type { ViewedGroup } from './group.ts';
import {
  checkColor,
  checkCountry,
  checkCoverPosition,
  checkDescription,
  checkName,
  checkSlug,
  nameKey,
} from './group-fields.ts';
import type { GroupInput } from './group-input.ts';
import type { GroupConflicts, GroupFieldsChange } from './store.ts';

/** Changes as a door read them. What is undefined stays as it is; null clears what can be without a value. */
export interface GroupChangesInput extends GroupInput {
  readonly coverImagePosition?: number | null | undefined;
}

/** The changes to a group, with everything wrong about them. */
export function checkGroupChanges(
  input: GroupChangesInput,
  group: ViewedGroup,
): { readonly fields: GroupFieldsChange; readonly invalid: readonly InvalidField[] } {
  const { invalid, report, take } = fieldChecker(input.unreadable);
  if (input.name === null) report('name', { reason: 'required' });
  if (input.privacy === null) report('privacy', { reason: 'required' });
  if (input.slug === null) report('slug', { reason: 'required' });

  const name = take('name', input.name, checkName);
  const slug = take('slug', input.slug, checkSlug);
  const description = take('description', input.description ?? '', checkDescription);
  const color = take('color', input.color, checkColor);
  const country = take('country', input.country, checkCountry);
  const coverImagePosition = take('coverImagePosition', input.coverImagePosition, checkCoverPosition);
  const privacy = input.privacy ?? group.privacy;
  const visible = privacy === 'PUBLIC' || (input.visible ?? group.visible);

  const fields: GroupFieldsChange = {
    ...(name !== null && { name, nameKey: nameKey(name) }),
    ...(slug !== null && { slug }),
    ...(input.description !== undefined && description !== null && { description }),
    ...(input.color !== undefined && { color }),
    ...(input.country !== undefined && { country }),
    ...(coverImagePosition !== null && { coverImagePosition }),
    ...(typeof input.hideJoinButton === 'boolean' && { hideJoinButton: input.hideJoinButton }),
    ...(input.image === null && { image: null }),
    ...(input.coverImage === null && { coverImage: null }),
    ...(privacy !== group.privacy && { privacy }),
    ...(visible !== group.visible && { visible }),
  };
  return { fields, invalid };
}

/** What the store found in the way of a change. */
export function conflictingChanges(conflicts: GroupConflicts): readonly InvalidField[] {
  return [
    ...(conflicts.nameTaken ? [{ field: 'name', reason: 'unique' } as const] : []),
    ...(conflicts.slugTaken ? [{ field: 'slug', reason: 'unique' } as const] : []),
  ];
}
