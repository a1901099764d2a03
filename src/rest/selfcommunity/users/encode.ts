import type { User } from '../../../domain/user.ts';
import type { WireAnswer } from '../../dialect.ts';

export function encodeFound(user: User): WireAnswer {
  return { status: 200, body: encodeUser(user) };
}

export function encodeMe(user: User): WireAnswer {
  // Everyone who has signed in may create groups; the vendor's pages look here before they offer it.
  return { status: 200, body: { ...encodeUser(user), role: null, permission: { create_group: true } } };
}

/** A user as it stands inside a group, and alone. */
export function encodeUser(user: User) {
  return {
    id: user.id,
    username: user.username,
    real_name: user.realName,
    avatar: user.avatarUrl,
    ext_id: user.extId,
    deleted: false, // nobody is ever half deleted here
    community_badge: false, // Guildhall has no staff
    date_joined: user.createdAt.toISOString(),
  };
}
