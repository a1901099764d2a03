import type { Deps } from '../deps.ts';
import { canAdminister, type GroupRef } from '../group.ts';
import { ok, refuse } from '../result.ts';
import { changeGroup } from '../steps/change-group.ts';
import type { Viewer } from '../viewer.ts';

/** Makes a new private token; the old one lets nobody in any more. */
export function rotatePrivateToken(deps: Deps, viewer: Viewer | null, { groupId, kind }: GroupRef) {
  return changeGroup(deps, viewer, { groupId, kind, scope: 'room.admin' }, ({ group }, me) =>
    canAdminister(group, me)
      ? ok({ fields: { privateToken: deps.newToken() } })
      : refuse({ code: 'FORBIDDEN', action: 'rotate_token' }),
  );
}
