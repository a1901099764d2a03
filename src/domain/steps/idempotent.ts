import type { Deps } from '../deps.ts';
import type { ViewedGroup } from '../group.ts';
import type { IdempotentWrite } from '../group-writes.ts';
import { ok, type Result, refuse } from '../result.ts';
import type { Viewer } from '../viewer.ts';

/** Milliseconds for which a key is remembered. */
const REMEMBERED_MS = 24 * 3_600_000;

/**
 * Runs a write at most once for its key. The early look saves work; the store decides, which records the key in the same
 * transaction as the write.
 */
export async function idempotent(
  { store, now, inFlight }: Deps,
  viewer: Viewer,
  call: Omit<IdempotentWrite, 'forgetBefore'>,
  attempt: (write: IdempotentWrite) => Promise<Result<ViewedGroup>>,
): Promise<Result<ViewedGroup>> {
  const running = `${viewer.userId} ${call.operation} ${call.key}`;
  if (inFlight.has(running)) return refuse({ code: 'IDEMPOTENCY_IN_FLIGHT' });

  inFlight.add(running);
  try {
    const write = { ...call, forgetBefore: new Date(now().getTime() - REMEMBERED_MS) };
    const answer = await store.findAnswer(viewer.userId, write);
    if (answer?.outcome === 'key_reused') return refuse({ code: 'IDEMPOTENCY_CONFLICT' });
    if (answer?.outcome === 'refused') return refuse(answer.refusal);
    if (answer?.outcome === 'replayed') return ok(answer.group);
    return await attempt(write);
  } finally {
    inFlight.delete(running);
  }
}
