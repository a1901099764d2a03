import type { Deps } from '../deps.ts';
import { ok, type Result, refuse } from '../result.ts';
import type { Viewer } from '../viewer.ts';

/** A reviewer is one by the token's scope, or, when it carries none, as a user that the directory says is one. */
export async function asReviewer({ store }: Deps, viewer: Viewer | null): Promise<Result<Viewer>> {
  if (viewer === null) return refuse({ code: 'UNAUTHENTICATED' });
  if (viewer.scopes !== null) {
    return viewer.scopes.has('guildhall.review') ? ok(viewer) : refuse({ code: 'FORBIDDEN', action: 'review' });
  }
  const [user] = await store.findUsers([viewer.userId]);
  return user?.reviewer ? ok(viewer) : refuse({ code: 'FORBIDDEN', action: 'review' });
}
