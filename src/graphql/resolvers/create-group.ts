import type { InvalidField } from '../../domain/errors.ts';
import { MAX_INVITATIONS } from '../../domain/group-fields.ts';
import { readImageData } from '../../domain/images.ts';
import type { NewGroupInput } from '../../domain/new-group.ts';
import { createGroup } from '../../domain/operations/create-group.ts';
import { userErrors } from '../errors.ts';
import { idOf } from '../global-ids.ts';
import type { CreateGroupInput, MutationResolvers } from '../types.generated.ts';

export const createGroupResolver: NonNullable<MutationResolvers['createGroup']> = async (
  _root,
  { input },
  { deps, viewer },
) => {
  const created = await createGroup(deps, viewer, decodeCreate(input));
  return created.ok
    ? { group: created.value, userErrors: [] }
    : { group: null, userErrors: userErrors(created.refusal) };
};

function decodeCreate(input: CreateGroupInput): NewGroupInput {
  const unreadable: InvalidField[] = [];
  const imageFrom = (field: 'image' | 'coverImage'): Uint8Array | null => {
    const text = input[field];
    if (text === null || text === undefined) return null;
    const read = readImageData(text);
    if (read.ok) return read.value;
    unreadable.push({ field, ...read.refusal });
    return null;
  };

  return {
    ...input,
    inviteUserIds: decodeUserIds(input.inviteUserIds ?? [], unreadable),
    image: imageFrom('image'),
    coverImage: imageFrom('coverImage'),
    unreadable,
  };
}

function decodeUserIds(globalIds: readonly string[], unreadable: InvalidField[]): (number | null)[] {
  return globalIds.map((globalId, item) => {
    const id = idOf('User', globalId);
    if (id === null && item < MAX_INVITATIONS) {
      unreadable.push({ field: 'inviteUserIds', item, reason: 'does_not_exist', id: globalId });
    }
    return id;
  });
}
