import { ok, type Result, refuse } from '../result.ts';
import type { Viewer } from '../viewer.ts';

/** Refuses everybody but the user whose settings these are, whether or not there is such a user. */
export function ownSettings(viewer: Viewer | null, userId: number): Result<Viewer> {
  if (viewer === null) return refuse({ code: 'UNAUTHENTICATED' });
  return viewer.userId === userId ? ok(viewer) : refuse({ code: 'FORBIDDEN', action: 'open_settings' });
}
