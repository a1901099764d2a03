import type { InputField, InvalidField } from '../../domain/errors.ts';
import { MAX_INVITATIONS } from '../../domain/group-fields.ts';
import { readImageData } from '../../http/data-url.ts';
import { idOf } from '../relay/global-ids.ts';

/** Reads what GraphQL's types leave as text, and keeps what cannot be read, to be reported with all that is wrong. */
export function inputReader() {
  const unreadable: InvalidField[] = [];
  return {
    unreadable: unreadable as readonly InvalidField[],

    /** Reads an image; undefined and null stay as they are. */
    image(field: 'image' | 'coverImage', text: string | null | undefined): Uint8Array | null | undefined {
      if (text === null || text === undefined) return text;
      const read = readImageData(text);
      if (read.ok) return read.value;
      unreadable.push({ field, ...read.refusal });
      return undefined;
    },

    /** Reads ids of users as numbers, with null in the place of a global id that names no user. */
    userIds(field: InputField, globalIds: readonly string[]): (number | null)[] {
      return globalIds.map((globalId, item) => {
        const id = idOf('User', globalId);
        if (id === null && item < MAX_INVITATIONS) {
          unreadable.push({ field, item, reason: 'does_not_exist', id: globalId });
        }
        return id;
      });
    },
  };
}

/** The id that no group has, in place of a global id that names none. */
const NO_GROUP = 0;

export function groupIdFrom(globalId: string): number {
  return idOf('Group', globalId) ?? NO_GROUP;
}
