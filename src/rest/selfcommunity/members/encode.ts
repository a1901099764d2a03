import { z } from 'zod';
import type { ListedMember } from '../../../domain/operations/list-members.ts';
import type { User } from '../../../domain/user.ts';
import { address, count, type Shaped, shape } from '../../encoder.ts';
import { BO } from '../../samples.ts';
import { encodePage, pageOf } from '../pagination.ts';

const listed = shape(() =>
  z
    .object({
      id: count(),
      username: z.string(),
      real_name: z.string(),
      avatar: address().nullable(),
      ext_id: z.string().nullable(),
    })
    .meta({ id: 'ListedUser', description: "Lists of users have five of a user's fields." }),
);

function encodeListed({ id, username, realName, avatarUrl, extId }: User): Shaped<typeof listed> {
  return { id, username, real_name: realName, avatar: avatarUrl, ext_id: extId };
}

export const encodeUserPage = encodePage(pageOf('UserPage', listed), encodeListed, [BO]);
export const encodeMemberPage = encodePage(
  pageOf('MemberPage', listed),
  ({ user }: Pick<ListedMember, 'user'>) => encodeListed(user),
  [{ user: BO }],
);
