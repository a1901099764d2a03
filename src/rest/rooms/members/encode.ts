import { z } from 'zod';
import type { ListedMember } from '../../../domain/operations/list-members.ts';
import { address, count, encoder, type Shaped, shape } from '../../encoder.ts';
import { BO } from '../../samples.ts';
import type { WireContext } from '../../wire.ts';
import { encodeUserId } from '../groups/encode.ts';
import { encodePage, MEMBER_PAGES } from '../pagination.ts';

interface RoomMember extends Pick<ListedMember, 'user'> {
  readonly member: Pick<ListedMember['member'], 'role'>;
}

const member = shape(() =>
  z
    .object({
      id: z.string().describe('An OpenID subject, or the number of a community user.'),
      username: z.string(),
      firstName: z.string(),
      lastName: z.string(),
      verified: z.boolean(),
      avatarUrls: z.object({ small: address(), medium: address(), large: address() }),
      isAdmin: z.boolean(),
      isOwner: z.boolean(),
      isFollowed: z.boolean(),
      isActive: z.boolean(),
      followersCount: count(),
    })
    .meta({ id: 'Member' }),
);

export const encodeMemberPage = encodePage('RoomMemberPage', MEMBER_PAGES, member, encodeMember, [
  { user: BO, member: { role: 'MEMBER' } },
]);

/** Encodes that something was done, which this API says by one word for each operation. */
export function encodeDone(word: 'success' | 'joined' | 'left' | 'followed' | 'unfollowed') {
  const done = shape((): z.ZodType<Readonly<Record<string, true>>> => z.object({ [word]: z.literal(true) }));
  return encoder(200, done, (_done: unknown): Readonly<Record<string, true>> => ({ [word]: true }), null);
}

function encodeMember({ user, member: { role } }: RoomMember, { links }: WireContext): Shaped<typeof member> {
  const [firstName = '', ...lastNames] = user.realName.split(' ');
  const avatar = user.avatarUrl ?? links.picture(null, 'medium');
  return {
    id: encodeUserId(user),
    username: user.username,
    firstName,
    lastName: lastNames.join(' '),
    verified: false, // Guildhall vouches for nobody
    avatarUrls: { small: avatar, medium: avatar, large: avatar },
    isAdmin: role === 'ADMIN' || role === 'MANAGER',
    isOwner: role === 'MANAGER',
    isFollowed: false, // users do not follow each other here
    isActive: true,
    followersCount: 0,
  };
}
