import type { InvalidField } from './errors.ts';
import type { GroupPrivacy } from './group.ts';
import type { PlainInput } from './group-fields.ts';

/** A group's fields as a door read them, under the domain's names; only their types are checked. */
export interface GroupInput extends PlainInput {
  readonly name?: string | null | undefined;
  /** False at a door that claims no names. Of the groups that claim a name, only one may have it. */
  readonly claimsName?: boolean;
  readonly slug?: string | null | undefined;
  /** Characters of a description, where the door takes fewer than the domain. */
  readonly maxDescription?: number;
  readonly privacy?: GroupPrivacy | null | undefined;
  readonly visible?: boolean | null | undefined;
  readonly image?: Uint8Array | null | undefined;
  readonly coverImage?: Uint8Array | null | undefined;
  /** The fields that the door could not read; reported together with the mistakes that the domain finds. */
  readonly unreadable?: readonly InvalidField[];
}
