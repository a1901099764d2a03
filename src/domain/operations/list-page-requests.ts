import type { Deps } from '../deps.ts';
import type { PageRequest, PageRequestStatus } from '../page-request.ts';
import { type ListPage, readPage, type SliceInput } from '../pagination.ts';
import { ok, type Result } from '../result.ts';
import { asReviewer } from '../steps/as-reviewer.ts';
import type { Viewer } from '../viewer.ts';

export interface ListPageRequestsInput {
  readonly status: PageRequestStatus;
  readonly slice: SliceInput;
}

/** The requests for pages with this status, in the order of their arrival; for reviewers alone. */
export async function listPageRequests(
  deps: Deps,
  viewer: Viewer | null,
  { status, slice }: ListPageRequestsInput,
): Promise<Result<ListPage<PageRequest>>> {
  const reviewer = await asReviewer(deps, viewer);
  if (!reviewer.ok) return reviewer;
  return readPage(slice, (keyset) => deps.store.listPageRequests(status, keyset));
}

export async function countPageRequests(
  deps: Deps,
  viewer: Viewer | null,
  status: PageRequestStatus,
): Promise<Result<number>> {
  const reviewer = await asReviewer(deps, viewer);
  return reviewer.ok ? ok(await deps.store.countPageRequests(status)) : reviewer;
}
