import { z } from 'zod';
import type { User } from '../../../domain/user.ts';
import { isoTime } from '../../../iso-time.ts';
import { address, count, encoder, type Shaped, shape, time } from '../../encoder.ts';
import { ANNA } from '../../samples.ts';

const userFields = () => ({
  id: count(),
  username: z.string(),
  real_name: z.string().describe('Empty when unknown.'),
  avatar: address().nullable(),
  ext_id: z.string().nullable(),
  deleted: z.boolean(),
  community_badge: z.boolean(),
  date_joined: time(),
});

export const user = shape(() =>
  z.object(userFields()).meta({ id: 'User', description: 'A user as it stands inside a group, and alone.' }),
);

const me = shape(() =>
  z
    .object({ ...userFields(), role: z.null(), permission: z.object({ create_group: z.boolean() }) })
    .meta({ id: 'Me', description: 'The user that the token speaks for.' }),
);

export const encodeFound = encoder(200, user, encodeUser, ANNA);

// Everyone who has signed in may create groups; the vendor's pages look here before they offer it.
export const encodeMe = encoder(
  200,
  me,
  (found: User) => ({ ...encodeUser(found), role: null, permission: { create_group: true } }),
  ANNA,
);

export function encodeUser(given: User): Shaped<typeof user> {
  return {
    id: given.id,
    username: given.username,
    real_name: given.realName,
    avatar: given.avatarUrl,
    ext_id: given.extId,
    deleted: false, // nobody is ever half deleted here
    community_badge: false, // Guildhall has no staff
    date_joined: isoTime(given.createdAt),
  };
}
