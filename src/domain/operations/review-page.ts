import type { Deps } from '../deps.ts';
import { ok, type Result } from '../result.ts';
import { asReviewer } from '../steps/as-reviewer.ts';
import { type ChangedGroup, changeGroup } from '../steps/change-group.ts';
import type { Viewer } from '../viewer.ts';

export interface ReviewPageInput {
  readonly groupId: number;
  readonly approve: boolean;
}

/** Approves or rejects a page that waits for a review; a second review changes nothing. */
export async function reviewPage(
  deps: Deps,
  viewer: Viewer | null,
  { groupId, approve }: ReviewPageInput,
): Promise<Result<ChangedGroup>> {
  const reviewer = await asReviewer(deps, viewer);
  if (!reviewer.ok) return reviewer;
  const unlimited = { ...reviewer.value, scopes: null };

  // Reviewers see pages that nobody else sees, but no hidden groups.
  const target = { groupId, scope: 'room.admin', mayAddress: ({ kind }: { kind: string }) => kind === 'PAGE' } as const;
  return changeGroup(deps, unlimited, target, ({ pageRequest }, { userId }) => {
    if (pageRequest?.status !== 'PENDING') return ok({});
    const review = { status: approve ? 'APPROVED' : 'REJECTED', reviewerId: userId } as const;
    return ok(approve ? { review, fields: { active: true, verified: true } } : { review });
  });
}
