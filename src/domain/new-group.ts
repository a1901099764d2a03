import type { InvalidField } from './errors.ts';
import { fieldChecker } from './field-checker.ts';
import type { GroupKind, GroupPrivacy } from './group.ts';
import {
  checkIdempotencyKey,
  checkName,
  checkSlug,
  claimTo,
  MAX_INVITATIONS,
  type PlainFields,
  type PlainInput,
  plainFields,
} from './group-fields.ts';
import type { GroupInput } from './group-input.ts';
import type { GroupConflicts } from './group-writes.ts';

/** A new group as a door read it; what is undefined or null is as if it were not there. */
export interface NewGroupInput extends GroupInput {
  /** Null in the place of an id that the door could not read. */
  readonly inviteUserIds?: readonly (number | null)[] | null | undefined;
  readonly idempotencyKey?: string | null | undefined;
}

/** The fields, as far as they can be checked without the store. */
export interface CheckedGroup extends PlainFields {
  readonly name: string;
  /** Null when the name is not claimed. */
  readonly nameKey: string | null;
  /** Null when it is to be made from the name. */
  readonly slug: string | null;
  readonly privacy: GroupPrivacy;
  readonly visible: boolean;
  /** Distinct, without the creator; `item` is the place in the caller's list. */
  readonly inviteUserIds: readonly { readonly id: number; readonly item: number }[];
  readonly idempotencyKey: string | null;
}

/** The fields with everything wrong about them; where a field is wrong, a harmless value stands in. */
export function checkNewGroup(
  input: NewGroupInput,
  creatorId: number,
  kind: GroupKind = 'GROUP',
): { readonly group: CheckedGroup; readonly invalid: readonly InvalidField[] } {
  const { invalid, report, take } = fieldChecker(input.unreadable);
  if (typeof input.name !== 'string') report('name', { reason: 'required' });
  if (!input.privacy) report('privacy', { reason: 'required' });
  const name = take('name', input.name, checkName) ?? '';
  const privacy = input.privacy ?? 'PRIVATE';
  const invited = input.inviteUserIds ?? [];
  const plain: PlainInput = input;
  if (invited.length > MAX_INVITATIONS) report('inviteUserIds', { reason: 'max_length', limit: MAX_INVITATIONS });

  const group: CheckedGroup = {
    name,
    nameKey: claimTo(name, input),
    slug: take('slug', input.slug, (slug) => checkSlug(slug, kind)),
    ...plainFields((field, { initial, check }) => {
      const given = plain[field];
      if (given === undefined || given === null) return initial;
      return take(field, given, (value) => check(value, input)) ?? initial;
    }),
    privacy,
    visible: privacy === 'PUBLIC' || (input.visible ?? true),
    inviteUserIds: distinct(invited.slice(0, MAX_INVITATIONS), creatorId),
    idempotencyKey: take('idempotencyKey', input.idempotencyKey, checkIdempotencyKey),
  };
  return { group, invalid };
}

/** The mistakes that the store found, in the fields that the caller gave. */
export function conflictingFields(group: CheckedGroup, conflicts: GroupConflicts): readonly InvalidField[] {
  const unknown = new Set(conflicts.unknownUserIds);
  return [
    ...(conflicts.nameTaken ? [{ field: 'name', reason: 'unique' } as const] : []),
    ...(conflicts.slugTaken ? [{ field: 'slug', reason: 'unique' } as const] : []),
    ...group.inviteUserIds
      .filter(({ id }) => unknown.has(id))
      .map(({ id, item }) => ({ field: 'inviteUserIds', reason: 'does_not_exist', id: String(id), item }) as const),
  ];
}

function distinct(ids: readonly (number | null)[], creatorId: number): CheckedGroup['inviteUserIds'] {
  const seen = new Set([creatorId]);
  return ids.flatMap((id, item) => {
    if (id === null || seen.has(id)) return [];
    seen.add(id);
    return [{ id, item }];
  });
}
