import { z } from 'zod';
import type { ViewedGroup } from '../../../domain/group.ts';
import { address, count, type Shaped, shape } from '../../encoder.ts';
import { READERS } from '../../samples.ts';
import type { WireContext } from '../../wire.ts';
import { encodeRoom, room } from '../groups/encode.ts';
import { encodePage, LONG_PAGES, SHORT_PAGES } from '../pagination.ts';

/** A room of a user, in a shape of its own: all fields are required, and the slug has the name of its kind. */
const myRoom = shape(() =>
  z
    .object({
      id: count(),
      name: z.string(),
      group: z.string().describe('The url of a group; empty for a page.'),
      public: z.boolean(),
      roomType: z.enum(['group', 'page']),
      verified: z.boolean(),
      subdomain: z.string().describe('Of a page; empty for a group.'),
      description: z.string(),
      membersCount: count(),
      avatarUrl: z.object({ small: address(), medium: address(), large: address() }),
    })
    .meta({ id: 'MyRoom' }),
);

export const encodeOwnPage = encodePage('OwnRoomPage', SHORT_PAGES, room, encodeRoom, [READERS]);
export const encodeSearchPage = encodePage('RoomPage', LONG_PAGES, room, encodeRoom, [READERS]);
export const encodeMyPage = encodePage('MyRoomPage', LONG_PAGES, myRoom, encodeMyRoom, [READERS.group]);

function encodeMyRoom(group: ViewedGroup, { links }: WireContext): Shaped<typeof myRoom> {
  const isPage = group.kind === 'PAGE';
  return {
    id: group.id,
    name: group.name,
    group: isPage ? '' : group.slug,
    public: group.privacy === 'PUBLIC',
    roomType: isPage ? 'page' : 'group',
    verified: group.verified,
    subdomain: isPage ? group.slug : '',
    description: group.description,
    membersCount: group.subscribersCount,
    avatarUrl: {
      small: links.picture(group.image, 'small'),
      medium: links.picture(group.image, 'medium'),
      large: links.picture(group.image, 'bigger'),
    },
  };
}
