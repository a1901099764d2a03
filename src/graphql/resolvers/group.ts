import { canAdminister, canSeePrivateToken, roleOf, type ViewedGroup } from '../../domain/group.ts';
import type { SubscriptionStatus } from '../../domain/membership.ts';
import { pageMembers } from '../../domain/operations/list-members.ts';
import type { PictureSize } from '../../images/sizes.ts';
import { valueOrThrow } from '../errors/top-level-error.ts';
import {
  connectionOf,
  decodeSlice,
  exactly,
  type MembershipConnectionModel,
  type RelayArguments,
} from '../relay/connections.ts';
import { encodeGlobalId } from '../relay/global-ids.ts';
import type { RequestContext } from '../request-context.ts';
import type { GroupResolvers, ImageSize, MembershipResolvers } from '../types.generated.ts';

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
  createdBy: (group, _args, { loaders }) => loaders.referredUser(group.createdById),
  managedBy: (group, _args, { loaders }) => loaders.referredUser(group.managedById),
  viewerSubscriptionStatus: (group) => group.viewerMembership?.status ?? null,
  viewerRole: (group, _args, { viewer }) => roleOf(group, viewer),
  viewerCanAdminister: (group, _args, { viewer }) => canAdminister(group, viewer),
  pageRequest: async (group, _args, { viewer, loaders }) => {
    if (group.kind !== 'PAGE' || viewer === null) return null;
    const mayKnow = group.managedById === viewer.userId || (await loaders.isReviewer());
    return mayKnow ? loaders.pageRequest.load(group.id) : null;
  },
  privateToken: (group, _args, { viewer }) => (canSeePrivateToken(group, viewer) ? group.privateToken : null),
  members: (group, args, context) => membersOf(group, 'SUBSCRIBED', args, context),
  invitations: (group, args, context) => membersOf(group, 'INVITED', args, context),
  requests: (group, args, context) => membersOf(group, 'REQUESTED', args, context),
};

export const Membership: MembershipResolvers = {
  user: (member, _args, { loaders }) => loaders.referredUser(member.userId),
};

async function membersOf(
  group: ViewedGroup,
  status: SubscriptionStatus,
  args: RelayArguments,
  { viewer, loaders }: RequestContext,
): Promise<MembershipConnectionModel | null> {
  const input = { status, slice: decodeSlice(args, 'SINCE') };
  const page = valueOrThrow(
    await pageMembers(viewer, group, input, (slice) => loaders.members(status, slice).load(group.id)),
  );
  if (page === null) return null;
  const count = async () =>
    exactly(status === 'SUBSCRIBED' ? group.subscribersCount : await loaders.membersCount(status).load(group.id));
  return connectionOf(page, 'SINCE', ({ member, position }) => ({ node: member, position }), count);
}
