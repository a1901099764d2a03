import { canSee, type Group, type ViewedGroup } from './group.ts';
import type { EarlierAnswer, IdempotentWrite } from './group-writes.ts';

/** A group as it was answered first, in JSON: without its secret, and with times as milliseconds since 1970. */
export type RememberedGroup = Omit<Group, 'createdAt' | 'lastActivityAt' | 'privateToken'> & {
  readonly createdAt: number;
  /** Absent in answers of the first release. */
  readonly lastActivityAt?: number;
};

/** The record of a write under its key. */
export interface RememberedAnswer {
  readonly fingerprint: string;
  readonly createdAt: Date;
  readonly answer: RememberedGroup;
}

export function rememberedGroup({
  privateToken: _secret,
  createdAt,
  lastActivityAt,
  ...group
}: Group): RememberedGroup {
  return { ...group, createdAt: createdAt.getTime(), lastActivityAt: lastActivityAt.getTime() };
}

/**
 * The answer to a write whose key was used before; null when the key is forgotten. `now` is the group that the first
 * write made, as it is now; null when it was deleted.
 */
export function earlierAnswer(
  { fingerprint, createdAt, answer }: RememberedAnswer,
  write: IdempotentWrite,
  now: ViewedGroup | null,
): EarlierAnswer | null {
  if (createdAt < write.forgetBefore) return null;
  if (fingerprint !== write.fingerprint) return { outcome: 'key_reused' };
  return replay(answer, now);
}

/**
 * The group as it was first told, with the people, the counts and the visibility of now, from which every right of the
 * viewer follows.
 */
function replay(first: RememberedGroup, now: ViewedGroup | null): EarlierAnswer {
  if (now === null || !canSee(now)) return { outcome: 'refused', refusal: { code: 'NOT_FOUND', kind: 'group' } };
  const { privacy, visible, active, verified, subscribersCount, managedById, privateToken, viewerMembership } = now;
  return {
    outcome: 'replayed',
    group: {
      ...first,
      createdAt: new Date(first.createdAt),
      lastActivityAt: new Date(first.lastActivityAt ?? first.createdAt),
      privacy,
      visible,
      active,
      verified,
      subscribersCount,
      managedById,
      privateToken,
      viewerMembership,
    },
  };
}
