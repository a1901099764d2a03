import type { User } from '../../../domain/user.ts';
import { encodePage } from '../pages.ts';

/** Lists of users have five of a user's fields. */
export const encodeUserPage = encodePage<User>(({ id, username, realName, avatarUrl, extId }) => ({
  id,
  username,
  real_name: realName,
  avatar: avatarUrl,
  ext_id: extId,
}));
