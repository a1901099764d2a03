import { useSCFetchGroup } from '@selfcommunity/react-core';
import Feed from '@selfcommunity/react-ui/components/Feed/index.js';
import FeedObject, { FeedObjectSkeleton } from '@selfcommunity/react-ui/components/FeedObject/index.js';
import GroupHeader from '@selfcommunity/react-ui/components/GroupHeader/index.js';
import GroupInfoWidget from '@selfcommunity/react-ui/components/GroupInfoWidget/index.js';
import GroupMembersWidget from '@selfcommunity/react-ui/components/GroupMembersWidget/index.js';
import InlineComposerWidget from '@selfcommunity/react-ui/components/InlineComposerWidget/index.js';
import { goTo } from './address.tsx';
import type { ScreenProps } from './screens.tsx';

/** Beside the feed, from top to bottom. */
const BESIDE = [GroupInfoWidget, GroupMembersWidget];

/** A group's page: who is in the group sees its feed and who else is, all others what the group is about. */
export default function GroupPage({ groupId }: ScreenProps) {
  const { scGroup, refreshGroup } = useSCFetchGroup({ id: groupId });
  if (!scGroup) return <GroupHeader groupId={groupId} />;
  return (
    <>
      <GroupHeader
        groupId={groupId}
        GroupSubscribeButtonProps={{ onSubscribe: refreshGroup }}
        GroupActionsProps={{ onDeleteConfirm: () => goTo('groups') }}
      />
      {scGroup.subscription_status === 'subscribed' ? (
        <GroupFeed groupId={groupId} />
      ) : (
        <GroupInfoWidget groupId={groupId} />
      )}
    </>
  );
}

function GroupFeed({ groupId }: { readonly groupId: number }) {
  return (
    <Feed
      id="group-feed"
      endpoint={{ method: 'GET', url: () => `/api/v2/group/${groupId}/feed/` }}
      widgets={BESIDE.map((component, position) => ({
        type: 'widget',
        component,
        componentProps: { groupId },
        column: 'right',
        position,
      }))}
      ItemComponent={FeedObject}
      itemPropsGenerator={() => ({})}
      itemIdGenerator={() => ''}
      ItemSkeleton={FeedObjectSkeleton}
      HeaderComponent={<InlineComposerWidget />}
      requireAuthentication
    />
  );
}
