import { canAdminister, roleOf } from '../../domain/group.ts';
import { countGroups } from '../../domain/operations/list-groups.ts';
import type { PictureSize } from '../../images/sizes.ts';
import { valueOrThrow } from '../errors.ts';
import { encodeGlobalId } from '../global-ids.ts';
import type { GroupConnectionResolvers, GroupResolvers, ImageSize } from '../types.generated.ts';

const PICTURES: Record<ImageSize, PictureSize> = {
  SMALL: 'small',
  MEDIUM: 'medium',
  BIG: 'big',
  BIGGER: 'bigger',
  ORIGINAL: 'original',
};

export const Group: GroupResolvers = {
  id: (group) => encodeGlobalId('Group', group.id),
  databaseId: (group) => group.id,
  image: (group, { size }, { links }) => (group.image === null ? null : links.picture(group.image, PICTURES[size])),
  coverImage: (group, _args, { links }) => (group.coverImage === null ? null : links.cover(group.coverImage)),
  createdBy: (group, _args, { loaders }) => loaders.owner(group.createdById),
  managedBy: (group, _args, { loaders }) => loaders.owner(group.managedById),
  viewerSubscriptionStatus: (group) => group.viewerMembership?.status ?? null,
  viewerRole: (group, _args, { viewer }) => roleOf(group, viewer),
  viewerCanAdminister: (group, _args, { viewer }) => canAdminister(group, viewer),
};

export const GroupConnection: GroupConnectionResolvers = {
  totalCount: async ({ filter }, _args, { deps, viewer }) => valueOrThrow(await countGroups(deps, viewer, filter)),
};
