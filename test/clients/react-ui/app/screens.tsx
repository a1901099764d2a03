import { useSCFetchGroup } from '@selfcommunity/react-core';
import type { SCGroupType } from '@selfcommunity/types';
import { type ComponentType, lazy } from 'react';
import { goTo } from './address.tsx';

export interface ScreenProps {
  readonly groupId: number;
  readonly userId: number;
}

const CreateGroupButton = lazy(() => import('@selfcommunity/react-ui/components/CreateGroupButton/index.js'));
const EditGroupButton = lazy(() => import('@selfcommunity/react-ui/components/EditGroupButton/index.js'));
const GroupHeader = lazy(() => import('@selfcommunity/react-ui/components/GroupHeader/index.js'));
const GroupInfoWidget = lazy(() => import('@selfcommunity/react-ui/components/GroupInfoWidget/index.js'));
const GroupInvitedWidget = lazy(() => import('@selfcommunity/react-ui/components/GroupInvitedWidget/index.js'));
const GroupMembersWidget = lazy(() => import('@selfcommunity/react-ui/components/GroupMembersWidget/index.js'));
const GroupRequestsWidget = lazy(() => import('@selfcommunity/react-ui/components/GroupRequestsWidget/index.js'));
const GroupSubscribeButton = lazy(() => import('@selfcommunity/react-ui/components/GroupSubscribeButton/index.js'));
const Groups = lazy(() => import('@selfcommunity/react-ui/components/Groups/index.js'));
const UserProfileHeader = lazy(() => import('@selfcommunity/react-ui/components/UserProfileHeader/index.js'));
const UserSubscribedGroupsWidget = lazy(
  () => import('@selfcommunity/react-ui/components/UserSubscribedGroupsWidget/index.js'),
);

const openGroup = ({ id }: SCGroupType) => goTo('page', id);

/** The components that an app gives a group to, and not its id: shown once it is there. */
function withGroup(Component: ComponentType<{ readonly group: SCGroupType }>): ComponentType<ScreenProps> {
  return function OfGroup({ groupId }) {
    const { scGroup } = useSCFetchGroup({ id: groupId });
    return scGroup ? <Component group={scGroup} /> : null;
  };
}

export const SCREENS: Readonly<Record<string, ComponentType<ScreenProps>>> = {
  hooks: lazy(() => import('./hooks.tsx')),
  header: ({ groupId }) => (
    <GroupHeader groupId={groupId} GroupActionsProps={{ onDeleteConfirm: () => goTo('groups') }} />
  ),
  page: lazy(() => import('./group-page.tsx')),
  groups: () => <Groups general />,
  'own groups': () => <Groups general={false} />,
  'create button': () => <CreateGroupButton GroupFormProps={{ onSuccess: openGroup }} />,
  'edit button': withGroup(({ group }) => <EditGroupButton group={group} onEditSuccess={openGroup} />),
  info: ({ groupId }) => <GroupInfoWidget groupId={groupId} />,
  members: ({ groupId }) => <GroupMembersWidget groupId={groupId} />,
  requests: ({ groupId }) => <GroupRequestsWidget groupId={groupId} />,
  invited: ({ groupId }) => <GroupInvitedWidget groupId={groupId} />,
  'subscribe button': withGroup(({ group }) => <GroupSubscribeButton group={group} />),
  'groups of a user': ({ userId }) => <UserSubscribedGroupsWidget userId={userId} />,
  profile: ({ userId }) => (
    <>
      <UserProfileHeader userId={userId} />
      <UserSubscribedGroupsWidget userId={userId} />
    </>
  ),
  'cover reset': lazy(() => import('./cover-reset.tsx')),
};
