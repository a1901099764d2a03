import { GroupService } from '@selfcommunity/api-services';
import { useSCFetchGroup } from '@selfcommunity/react-core';
import GroupHeader from '@selfcommunity/react-ui/components/GroupHeader/index.js';
import type { ScreenProps } from './screens.tsx';

/** The vendor's components can change a cover, and leave it to the app to take it away. */
export default function CoverReset({ groupId }: ScreenProps) {
  const { scGroup, setSCGroup } = useSCFetchGroup({ id: groupId });
  async function reset(): Promise<void> {
    const form = new FormData();
    form.append('emotional_image', '');
    setSCGroup(await GroupService.changeGroupAvatarOrCover(groupId, form));
  }
  if (!scGroup) return null;
  return (
    <>
      <GroupHeader group={scGroup} />
      <button type="button" onClick={reset}>
        Take the cover away
      </button>
    </>
  );
}
