import {
  useSCFetchGroup,
  useSCFetchGroups,
  useSCFetchUser,
  useSCPreferences,
  useSCUser,
} from '@selfcommunity/react-core';
import type { ScreenProps } from './screens.tsx';

/** What the hooks of the core package know, without any component of the other. */
export default function Hooks({ groupId, userId }: ScreenProps) {
  const { user, managers } = useSCUser();
  const { preferences, features } = useSCPreferences();
  const { scGroup } = useSCFetchGroup({ id: groupId });
  const { scUser } = useSCFetchUser({ id: userId });
  const { groups, isLoading } = useSCFetchGroups();
  const settings = managers.settings;
  const reading = preferences['configurations.content_availability']?.value;
  return (
    <ul>
      <li>Signed in: {user?.username ?? 'nobody'}</li>
      <li>Features: {[...features].sort().join(', ')}</li>
      <li>Anonymous reading: {String(reading)}</li>
      <li>Settings: {Object.keys(settings?.all?.() ?? {}).length}</li>
      <li>
        Toasts: {settings?.get?.('show_toast_notifications')}
        <button type="button" onClick={() => settings?.update?.('show_toast_notifications', 0)}>
          Show none
        </button>
      </li>
      <li>Group: {scGroup?.name ?? 'none'}</li>
      <li>User: {scUser?.username ?? 'none'}</li>
      <li>Own groups: {isLoading ? 'none' : groups.length}</li>
    </ul>
  );
}
