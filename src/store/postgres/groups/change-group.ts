import type { GroupChange, GroupChangeOutcome, GroupConflicts, GroupDecision } from '../../../domain/group-writes.ts';
import { slugKey } from '../../../domain/slug.ts';
import type { Store } from '../../../domain/store.ts';
import { type BatchOutcome, type BatchStep, done, LATER } from '../connection/batch-step.ts';
import type { Write } from '../connection/group-commit.ts';
import type { Runner } from '../statements/prepared.ts';
import { type ChangeToWrite, writeChanges } from './apply-changes.ts';
import { conflictsOf } from './conflicts.ts';
import { type Decided, knownEffect } from './group-after.ts';
import { type LockedState, lockGroups, type Target } from './group-states.ts';

/**
 * Changes the groups of a batch in one atomic step: locks their rows, reads their states, lets the domain decide about
 * each, and writes what was decided. The invariant: no group changes between the reading of its state and the end of the
 * transaction, whatever process would change it, so that no decision is about a state that has passed.
 *
 * Changes of one group are decided in their order, each about what those before it have made. They share a round for as
 * long as they move members and do nothing else; any other has a round of its own:
 *
 *     join 7, join 7, leave 7, rename 7, join 7      first round: join, join, leave; second: rename; third: join
 */

interface Change {
  readonly target: Target;
  readonly decide: GroupDecision;
  readonly now: Date;
}

interface DecidedChange extends ChangeToWrite {
  readonly asked: Change;
}

type Outcomes = Map<Change, BatchOutcome<GroupChangeOutcome>>;

export function groupChanges(write: Write): Pick<Store, 'changeGroup'> {
  return {
    async changeGroup(target, decide, now) {
      const changed = await write(CHANGE_GROUPS, { target, decide, now });
      return changed.ok ? changed.value : { outcome: 'refused', refusal: changed.refusal };
    },
  };
}

const CHANGE_GROUPS: BatchStep<Change, GroupChangeOutcome> = {
  keys: ({ target: { viewerId, mailDay } }) => (mailDay === undefined ? [] : [`mails ${viewerId}`]),

  async run(on, changes) {
    const locked = await lockGroups(
      on,
      changes.map(({ target }) => target),
    );
    const outcomes: Outcomes = new Map();
    const byGroup = Map.groupBy(changes, ({ target }) => target.id);
    const decided = [...byGroup.values()].flatMap((ofGroup) => decideInTurn(ofGroup, locked, outcomes));

    const { free, colliding } = await withoutConflicts(on, decided);
    for (const [{ asked }, outcome] of colliding) outcomes.set(asked, outcome);
    const after = await writeChanges(on, free, locked);
    for (const change of free) {
      outcomes.set(
        change.asked,
        done({ outcome: 'changed', before: change.before, after: after.get(change) ?? change.before }),
      );
    }
    return changes.map((change) => outcomes.get(change) ?? LATER);
  },
};

/** Decides about changes of one group, up to the first that cannot share the round with those before it. */
function decideInTurn(changes: readonly Change[], locked: LockedState, outcomes: Outcomes): DecidedChange[] {
  const sharing: DecidedChange[] = [];
  for (const asked of changes) {
    const judged = judge(asked, locked);
    if ('outcome' in judged) {
      outcomes.set(asked, judged.outcome);
      continue;
    }
    const { decided } = judged;
    const effect = knownEffect(decided, locked);
    if (effect === null) return sharing.length === 0 ? [{ ...decided, asked, effect }] : sharing;
    locked.advance(effect.after, effect.moves);
    sharing.push({ ...decided, asked, effect });
  }
  return sharing;
}

type Judged = { readonly outcome: BatchOutcome<GroupChangeOutcome> } | { readonly decided: Decided };

function judge({ target, decide, now }: Change, locked: LockedState): Judged {
  const group = locked.groupOf(target.id);
  if (group === undefined) return { outcome: done({ outcome: 'absent' }) };
  const state = locked.stateOf(target, group);
  const decision = decideSafely(decide, state);
  if ('failed' in decision) return { outcome: decision };
  if (!decision.ok) return { outcome: done({ outcome: 'refused', refusal: decision.refusal }) };
  return { decided: { target, now, before: state.group, nameKey: group.nameKey, change: decision.value } };
}

/** A fault of a decision is that of its change alone: nothing has been written for it. */
function decideSafely(
  decide: GroupDecision,
  state: Parameters<GroupDecision>[0],
): ReturnType<GroupDecision> | { readonly failed: unknown } {
  try {
    return decide(state);
  } catch (cause) {
    return { failed: cause };
  }
}

interface Sorted<One> {
  readonly free: readonly One[];
  readonly colliding: ReadonlyMap<One, BatchOutcome<GroupChangeOutcome>>;
}

/** Sorts out changes that would take a name or a slug of another group, and those that must see another's change first. */
async function withoutConflicts<One extends Decided>(on: Runner, decided: readonly One[]): Promise<Sorted<One>> {
  const naming = decided.filter(({ change }) => change.fields?.nameKey || change.fields?.slug !== undefined);
  const colliding = new Map<One, BatchOutcome<GroupChangeOutcome>>();
  const conflicts = await conflictsOf(
    on,
    naming.map(({ target, change: { fields } }) => ({
      exceptId: target.id,
      nameKey: fields?.nameKey ?? null,
      slug: fields?.slug ?? null,
      userIds: [],
    })),
  );
  const taken = new Set<string>();
  for (const [index, one] of naming.entries()) {
    const found = conflicts[index];
    if (found && isConflict(found)) colliding.set(one, done({ outcome: 'conflicts', conflicts: found }));
    else if (!takeAll(taken, one.change)) colliding.set(one, LATER);
  }
  return { free: decided.filter((one) => !colliding.has(one)), colliding };
}

function isConflict({ nameTaken, slugTaken }: GroupConflicts): boolean {
  return nameTaken || slugTaken;
}

/** Takes the name and the slug of a change, unless another change of the batch has one of them. */
function takeAll(taken: Set<string>, { fields }: GroupChange): boolean {
  const keys = [
    ...(fields?.nameKey ? [`name ${fields.nameKey}`] : []),
    ...(fields?.slug === undefined ? [] : [`slug ${slugKey(fields.slug)}`]),
  ];
  if (keys.some((key) => taken.has(key))) return false;
  for (const key of keys) taken.add(key);
  return true;
}
