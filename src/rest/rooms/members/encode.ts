import type { ListedMember } from '../../../domain/operations/list-members.ts';
import type { WireAnswer, WireContext } from '../../dialect.ts';
import { encodeUserId } from '../groups/encode.ts';
import { encodePage, LONG_PAGES } from '../pages.ts';

export const encodeMemberPage = encodePage<ListedMember>(LONG_PAGES, encodeMember);

/** What this API says when something is done, one word an operation. */
export function encodeDone(word: 'success' | 'joined' | 'left' | 'followed' | 'unfollowed') {
  return (): WireAnswer => ({ status: 200, body: { [word]: true } });
}

function encodeMember({ user, member }: ListedMember, { links }: WireContext) {
  const [firstName = '', ...lastNames] = user.realName.split(' ');
  const avatar = user.avatarUrl ?? links.picture(null, 'medium');
  return {
    id: encodeUserId(user),
    username: user.username,
    firstName,
    lastName: lastNames.join(' '),
    verified: false, // Guildhall vouches for nobody
    avatarUrls: { small: avatar, medium: avatar, large: avatar },
    isAdmin: member.role === 'ADMIN' || member.role === 'MANAGER',
    isOwner: member.role === 'MANAGER',
    isFollowed: false, // users do not follow each other here
    isActive: true,
    followersCount: 0,
  };
}
