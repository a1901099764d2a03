import type { ListedMember } from '../../../domain/operations/list-members.ts';
import type { User } from '../../../domain/user.ts';
import { encodePage } from '../pages.ts';

/** Lists of users have five of a user's fields. */
function encodeListed({ id, username, realName, avatarUrl, extId }: User) {
  return { id, username, real_name: realName, avatar: avatarUrl, ext_id: extId };
}

export const encodeUserPage = encodePage<User>(encodeListed);
export const encodeMemberPage = encodePage<ListedMember>(({ user }) => encodeListed(user));
