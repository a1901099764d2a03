import type { IdempotentWrite, KeyClaim } from '../../../domain/group-writes.ts';
import { type BatchOutcome, type BatchStep, done } from '../connection/batch-step.ts';
import type { Write } from '../connection/group-commit.ts';
import type { Runner } from '../statements/prepared.ts';
import { claimAgain, earlierAnswers, type KeyedWrite, lockKeys, releaseKeys, textOf } from './idempotency-keys.ts';

interface Claim extends KeyedWrite {
  readonly now: Date;
}

/**
 * Milliseconds for which a write without an answer counts as running. Its process may have been killed, or may not have
 * reached the database to release the key: so long, repeats are refused. One that takes longer is safe all the same, as
 * the insertion decides.
 */
export const RUNNING_MS = 30_000;

/**
 * Claims keys for writes before they begin: a row without an answer says to every process that the write is running. It
 * is the insertion of the group, and not the claim, that keeps a write from happening twice.
 */
export function keyClaims(write: Write) {
  const held = new Set<string>();
  return {
    async claimKey(userId: number, keyed: IdempotentWrite, now: Date): Promise<KeyClaim> {
      const claimed = await write(CLAIM_KEYS, { userId, write: keyed, now });
      if (!claimed.ok) return { claim: 'refused', refusal: claimed.refusal };
      if (claimed.value.claim === 'claimed') held.add(textOf({ userId, write: keyed }));
      return claimed.value;
    },
    async releaseKey(userId: number, keyed: IdempotentWrite): Promise<void> {
      const isHeld = held.delete(textOf({ userId, write: keyed }));
      // Where it is refused, the key is free again after a while.
      if (isHeld) await write(RELEASE_KEYS, { userId, write: keyed });
    },
    /** Called when an insertion has dealt with its key, so that nothing is left to release. */
    settled(userId: number, keyed: IdempotentWrite): void {
      held.delete(textOf({ userId, write: keyed }));
    },
  };
}

const CLAIM_KEYS: BatchStep<Claim, KeyClaim> = {
  keys: (claim) => [`key ${textOf(claim)}`],

  async run(on, claims) {
    const [first] = claims;
    if (first === undefined) return [];
    const kept = await lockKeys(on, claims, first.now);
    const answers = await earlierAnswers(on, claims, kept);
    const outcomes = claims.map((claim): KeyClaim => {
      const answer = answers.get(textOf(claim));
      if (answer !== undefined) return { claim: 'answered', answer };
      const row = kept.get(textOf(claim));
      const isRunning = row !== undefined && !row.isNew && row.answer === null && isAlive(row.createdAt, claim.now);
      return { claim: isRunning ? 'in_flight' : 'claimed' };
    });
    await claimAgain(
      on,
      claims.filter((claim, index) => outcomes[index]?.claim === 'claimed' && !kept.get(textOf(claim))?.isNew),
      first.now,
    );
    return outcomes.map((outcome): BatchOutcome<KeyClaim> => done(outcome));
  },
};

function isAlive(since: Date, now: Date): boolean {
  return now.getTime() - since.getTime() < RUNNING_MS;
}

const RELEASE_KEYS: BatchStep<KeyedWrite, null> = {
  keys: (keyed) => [`key ${textOf(keyed)}`],

  async run(on: Runner, writes) {
    await releaseKeys(on, writes);
    return writes.map(() => done(null));
  },
};
