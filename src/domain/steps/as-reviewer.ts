import type { Deps } from '../deps.ts';
import { ok, type Result, refuse } from '../result.ts';
import type { Viewer } from '../viewer.ts';

/** A token's scope makes its user a reviewer; without scopes, the directory does. */
export async function asReviewer({ store }: Deps, viewer: Viewer | null): Promise<Result<Viewer>> {
  if (viewer === null) return refuse({ code: 'UNAUTHENTICATED' });
  if (viewer.scopes !== null) {
    return viewer.scopes.has('guildhall.review') ? ok(viewer) : refuse({ code: 'FORBIDDEN', action: 'review' });
  }
  const [user] = await store.findUsers([viewer.userId]);
  return user?.reviewer ? ok(viewer) : refuse({ code: 'FORBIDDEN', action: 'review' });
}
