import type { ViewedGroup } from '../../../domain/group.ts';
import type { GroupWithUsers } from '../../../domain/operations/view-groups.ts';
import type { WireContext } from '../../dialect.ts';
import { encodeRoom } from '../groups/encode.ts';
import { encodePage, LONG_PAGES, SHORT_PAGES } from '../pages.ts';

export const encodeOwnPage = encodePage<GroupWithUsers>(SHORT_PAGES, encodeRoom);
export const encodeSearchPage = encodePage<GroupWithUsers>(LONG_PAGES, encodeRoom);
export const encodeMyPage = encodePage<ViewedGroup>(LONG_PAGES, encodeMyRoom);

/** A shape of its own: all fields are required, and a slug stands under the name of its kind. */
function encodeMyRoom(group: ViewedGroup, { links }: WireContext) {
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
