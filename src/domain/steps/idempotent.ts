import type { Deps } from '../deps.ts';
import type { ViewedGroup } from '../group.ts';
import type { EarlierAnswer, IdempotentWrite } from '../group-writes.ts';
import { ok, type Result, refuse } from '../result.ts';
import type { Viewer } from '../viewer.ts';

/** Milliseconds for which a key is remembered. */
const REMEMBERED_MS = 24 * 3_600_000;

/**
 * Runs a write at most once for its key. The claim saves work, and tells a caller who asks again too early; the store
 * decides, which records the key in the same transaction as the write.
 */
export async function idempotent(
  { store, now }: Deps,
  viewer: Viewer,
  call: Omit<IdempotentWrite, 'forgetBefore'>,
  attempt: (write: IdempotentWrite) => Promise<Result<ViewedGroup>>,
): Promise<Result<ViewedGroup>> {
  const write = { ...call, forgetBefore: new Date(now().getTime() - REMEMBERED_MS) };
  const claimed = await store.claimKey(viewer.userId, write, now());
  switch (claimed.claim) {
    case 'in_flight':
      return refuse({ code: 'IDEMPOTENCY_IN_FLIGHT' });
    case 'refused':
      return refuse(claimed.refusal);
    case 'answered':
      return answerAgain(claimed.answer);
    case 'claimed':
      break;
  }
  try {
    return await attempt(write);
  } finally {
    await store.releaseKey(viewer.userId, write);
  }
}

function answerAgain(answer: EarlierAnswer): Result<ViewedGroup> {
  switch (answer.outcome) {
    case 'key_reused':
      return refuse({ code: 'IDEMPOTENCY_CONFLICT' });
    case 'refused':
      return refuse(answer.refusal);
    case 'replayed':
      return ok(answer.group);
  }
}
