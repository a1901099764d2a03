import { foldLines, sortKey } from '../../../domain/folding.ts';
import { CREATOR, INVITEE, initialFields } from '../../../domain/founding.ts';
import type { Group } from '../../../domain/group.ts';
import type { GroupConflicts, GroupInsertion, IdempotentWrite, NewGroup } from '../../../domain/group-writes.ts';
import { rememberedGroup } from '../../../domain/replay.ts';
import { firstFree, slugKey } from '../../../domain/slug.ts';
import type { Store } from '../../../domain/store.ts';
import { type BatchOutcome, type BatchStep, done, LATER } from '../connection/batch-step.ts';
import type { Write } from '../connection/group-commit.ts';
import { allColumnsOf, columnsOf, type Runner } from '../statements/prepared.ts';
import { withProbes } from '../statements/probes.ts';
import { viewedGroup } from '../viewed-groups.ts';
import { keyClaims } from './claim-key.ts';
import { conflictsOf, takenSlugs, unknownUsers } from './conflicts.ts';
import {
  type AnsweredWrite,
  earlierAnswers,
  findAnswer,
  forgetKeys,
  type KeyedWrite,
  lockKeys,
  releaseKeys,
  rememberAnswers,
  textOf,
} from './idempotency-keys.ts';
import { GROUP_VALUES, INSERT_GROUPS, INSERT_MEMBERSHIPS, INSERT_PAGE_REQUESTS } from './insert-group-statements.ts';

/**
 * Makes the new groups of a batch by a few statements. The invariant: of all that would claim one name or one slug,
 * whatever their processes, the database's unique indexes let one in; the others come back as conflicts, never as errors.
 */

export function groupCreation(
  reads: Runner,
  write: Write,
): Pick<Store, 'insertGroup' | 'findAnswer' | 'claimKey' | 'releaseKey'> {
  const { claimKey, releaseKey, settled } = keyClaims(write);
  return {
    async insertGroup(group, idempotency) {
      const insertion = await write(INSERT_ALL, { group, idempotency });
      if (!insertion.ok) return { outcome: 'refused', refusal: insertion.refusal };
      if (idempotency) settled(group.creatorId, idempotency);
      return insertion.value;
    },
    findAnswer: (userId, idempotency) => findAnswer(reads, { userId, write: idempotency }),
    claimKey,
    releaseKey,
  };
}

interface Insertion {
  readonly group: NewGroup;
  readonly idempotency: IdempotentWrite | null;
}

const INSERT_ALL: BatchStep<Insertion, GroupInsertion> = {
  keys({ group, idempotency }) {
    return [
      ...(group.nameKey === null ? [] : [`name ${group.nameKey}`]),
      `slug ${slugKey(wantedSlug(group))}`,
      ...(idempotency === null ? [] : [`key ${textOf(keyedWrite(group, idempotency))}`]),
    ];
  },

  async run(on, insertions) {
    const outcomes = new Map<Insertion, GroupInsertion>();
    const keyed = insertions.flatMap(({ group, idempotency }) =>
      idempotency === null ? [] : [keyedWrite(group, idempotency)],
    );
    const [, kept, unknown] = await Promise.all([
      keyed[0] && forgetKeys(on, keyed[0].write.forgetBefore),
      lockKeys(on, keyed, insertions[0]?.group.createdAt ?? new Date()),
      unknownUsers(
        on,
        insertions.flatMap(({ group }) => group.inviteUserIds),
      ),
    ]);
    const earlier = await earlierAnswers(on, keyed, kept);
    for (const insertion of insertions) {
      const { group, idempotency } = insertion;
      const answer = idempotency && earlier.get(textOf(keyedWrite(group, idempotency)));
      if (answer) outcomes.set(insertion, answer);
    }

    const isNew = (insertion: Insertion) => !outcomes.has(insertion);
    const invitesKnown = ({ group }: Insertion) => !group.inviteUserIds.some((id) => unknown.has(id));
    const made = await insertAsWanted(on, insertions.filter(isNew).filter(invitesKnown));
    const left = insertions.filter((insertion) => isNew(insertion) && !made.has(insertion));
    await explain(on, left, { outcomes, made });
    await finish(on, made);
    await releaseKeys(
      on,
      left
        .filter((insertion) => !made.has(insertion))
        .flatMap(({ group, idempotency }) => (idempotency === null ? [] : [keyedWrite(group, idempotency)])),
    );
    return insertions.map((insertion) => outcomeOf(outcomes.get(insertion), made.get(insertion)));
  },
};

function outcomeOf(outcome: GroupInsertion | undefined, made: Group | undefined): BatchOutcome<GroupInsertion> {
  if (made !== undefined) return done({ outcome: 'inserted', group: viewedGroup(made, CREATOR) });
  return outcome === undefined ? LATER : done(outcome);
}

function keyedWrite(group: NewGroup, write: IdempotentWrite): KeyedWrite {
  return { userId: group.creatorId, write };
}

function wantedSlug({ slug }: NewGroup): string {
  return 'given' in slug ? slug.given : slug.base;
}

function givenSlug({ slug }: NewGroup): string | null {
  return 'given' in slug ? slug.given : null;
}

/** Inserts groups with these slugs; those that collide with others are not in the answer. */
async function insertGroups(
  on: Runner,
  wanted: readonly { readonly insertion: Insertion; readonly slug: string }[],
): Promise<Map<Insertion, Group>> {
  if (wanted.length === 0) return new Map();
  // Unique keys are taken in one order by all processes, so that no two wait for each other.
  const inOrder = wanted.toSorted((one, other) => (slugKey(one.slug) < slugKey(other.slug) ? -1 : 1));
  const rows = inOrder.map(({ insertion: { group }, slug }) => ({
    ...group,
    ...initialFields(group),
    slug,
    nameSort: sortKey(group.name),
    folded: foldLines(group.name, group.description),
  }));
  const made = await INSERT_GROUPS.all(on, allColumnsOf(GROUP_VALUES, rows));
  const bySlug = new Map(made.map((group) => [slugKey(group.slug), group]));
  return new Map(
    wanted.flatMap(({ insertion, slug }) => {
      const group = bySlug.get(slugKey(slug));
      return group === undefined ? [] : [[insertion, group]];
    }),
  );
}

function insertAsWanted(on: Runner, insertions: readonly Insertion[]): Promise<Map<Insertion, Group>> {
  return insertGroups(
    on,
    insertions.map((insertion) => ({ insertion, slug: wantedSlug(insertion.group) })),
  );
}

/**
 * Finds out why groups were not inserted. Those whose slug was made from their name get a free one; what cannot be
 * explained collided with a group that has gone meanwhile, and is left for the next batch.
 */
async function explain(
  on: Runner,
  left: readonly Insertion[],
  known: { readonly outcomes: Map<Insertion, GroupInsertion>; readonly made: Map<Insertion, Group> },
): Promise<void> {
  if (left.length === 0) return;
  const conflicts = await conflictsOf(
    on,
    left.map(({ group }) => ({
      exceptId: null,
      nameKey: group.nameKey,
      slug: wantedSlug(group),
      userIds: group.inviteUserIds,
    })),
  );
  for (const [index, insertion] of left.entries()) {
    const found = conflicts[index];
    if (found === undefined) continue;
    const told = { ...found, slugTaken: found.slugTaken && givenSlug(insertion.group) !== null };
    if (isConflict(told)) known.outcomes.set(insertion, { outcome: 'conflicts', conflicts: told });
    else if (found.slugTaken) {
      for (const [numbered, group] of await insertNumbered(on, insertion)) known.made.set(numbered, group);
    }
  }
}

function isConflict({ nameTaken, slugTaken, unknownUserIds }: GroupConflicts): boolean {
  return nameTaken || slugTaken || unknownUserIds.length > 0;
}

async function insertNumbered(on: Runner, insertion: Insertion): Promise<Map<Insertion, Group>> {
  const slug = await withProbes(
    (isTaken) => firstFree(wantedSlug(insertion.group), (candidate) => isTaken(slugKey(candidate))),
    (candidates) => takenSlugs(on, candidates),
  );
  return insertGroups(on, [{ insertion, slug }]);
}

/** Writes what belongs to new groups besides themselves and their managers' memberships. */
async function finish(on: Runner, made: ReadonlyMap<Insertion, Group>): Promise<void> {
  const invitations = [...made].flatMap(([{ group }, { id }]) =>
    group.inviteUserIds.map((userId) => ({ groupId: id, userId, ...INVITEE, since: group.createdAt })),
  );
  const requests = [...made].flatMap(([{ group }, { id }]) =>
    group.organization === null ? [] : [{ ...group.organization, groupId: id, submittedAt: group.createdAt }],
  );
  const answers: AnsweredWrite[] = [...made].flatMap(([{ group, idempotency }, inserted]) =>
    idempotency === null
      ? []
      : [{ ...keyedWrite(group, idempotency), answer: rememberedGroup(inserted), now: group.createdAt }],
  );
  await Promise.all([
    invitations.length > 0 &&
      INSERT_MEMBERSHIPS.run(on, columnsOf(['groupId', 'userId', 'status', 'admin', 'since'], invitations)),
    requests.length > 0 &&
      INSERT_PAGE_REQUESTS.run(
        on,
        columnsOf(
          [
            'groupId',
            'jobTitle',
            'contactNumber',
            'organizationName',
            'organizationWebsite',
            'purpose',
            'additionalDetails',
            'submittedAt',
          ],
          requests,
        ),
      ),
    rememberAnswers(on, answers),
  ]);
}
