import type { Deps } from '../deps.ts';
import { ok, type Result, refuse } from '../result.ts';
import type { Viewer } from '../viewer.ts';

/** A reviewer is one by the token's scope, or as a user that the directory says is one. */
export async function asReviewer({ store }: Deps, viewer: Viewer | null): Promise<Result<Viewer>> {
  if (viewer === null) return refuse({ code: 'UNAUTHENTICATED' });
  if (viewer.scopes?.has('guildhall.review')) return ok(viewer);
  const [user] = await store.findUsers([viewer.userId]);
  return user?.reviewer ? ok(viewer) : refuse({ code: 'FORBIDDEN', action: 'review' });
}
