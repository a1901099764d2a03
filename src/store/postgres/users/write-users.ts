import { importConflict } from '../../../domain/import-conflict.ts';
import { Refused } from '../../../domain/refused.ts';
import { ok } from '../../../domain/result.ts';
import type { Store } from '../../../domain/store.ts';
import { followToken, type Identity, recordOf } from '../../../domain/user.ts';
import { freeUsername } from '../../../domain/username.ts';
import { type BatchOutcome, type BatchStep, done, LATER } from '../connection/batch-step.ts';
import type { Write } from '../connection/group-commit.ts';
import type { Runner } from '../statements/prepared.ts';
import { withProbes } from '../statements/probes.ts';
import { IMPORT_USERS } from './import-users.ts';
import {
  type FoundRow,
  type FoundUser,
  findByKeys,
  findByUsernames,
  insertUsers,
  type NewUser,
  newIds,
  textOfKey,
  updateUsers,
} from './user-statements.ts';

/**
 * Adds and changes users, by their tokens and by directory files. The invariant: a username belongs to one user at every
 * moment, which the database's unique index decides.
 */
export function userWrites(
  reads: Runner,
  write: Write,
): Pick<Store, 'ensureUser' | 'findImportConflict' | 'importUsers'> {
  return {
    async ensureUser(identity, now) {
      const found = await findByKeys(reads, [identity.key], { lock: false });
      const known = found.get(textOfKey(identity.key));
      if (known && (await followed(reads, known, identity)) === null) return ok(known.id);
      const ensured = await write(ENSURE_USERS, { identity, now });
      // A known user is not turned away because their new name cannot be written.
      return known ? ok(known.id) : ensured;
    },

    async findImportConflict(people) {
      const byKey = new Map<string, FoundUser>();
      const byUsername = new Map<string, FoundRow>();
      for (let start = 0; start < people.length; start += PART) {
        const part = people.slice(start, start + PART);
        const keys = part.flatMap(({ key }) => key ?? []);
        const usernames = part.map(({ username }) => username);
        for (const [text, user] of await findByKeys(reads, keys, { lock: false })) byKey.set(text, user);
        for (const [username, user] of await findByUsernames(reads, usernames)) byUsername.set(username, user);
      }
      return importConflict(people, {
        byKey: (key) => byKey.get(textOfKey(key)),
        byUsername: (username) => byUsername.get(username),
      });
    },

    async importUsers(people, now) {
      const imported = await write(IMPORT_USERS, { people, now });
      if (imported.ok) return imported.value;
      throw new Refused(imported.refusal);
    },
  };
}

/** Users who are looked for at once. */
const PART = 2_000;

interface SignIn {
  readonly identity: Identity;
  readonly now: Date;
}

/** The changes that a token makes to a user; null for none. */
function followed(on: Runner, user: FoundUser, identity: Identity) {
  return withProbes(
    (isTaken) => followToken(user, identity, (username) => !isTaken(username)),
    (usernames) => takenUsernames(on, usernames),
  );
}

async function takenUsernames(on: Runner, usernames: readonly string[]): Promise<ReadonlySet<string>> {
  return new Set((await findByUsernames(on, usernames)).keys());
}

const ENSURE_USERS: BatchStep<SignIn, number> = {
  keys: ({ identity: { key, username } }) => [
    `user ${textOfKey(key)}`,
    ...(username === null ? [] : [`username ${username}`]),
  ],

  async run(on, signIns) {
    const found = await findByKeys(
      on,
      signIns.map(({ identity }) => identity.key),
      { lock: true },
    );
    const known = signIns.flatMap(({ identity }) => {
      const user = found.get(textOfKey(identity.key));
      return user === undefined ? [] : [{ identity, user }];
    });
    const changed = [];
    for (const { identity, user } of known) {
      const change = await followed(on, user, identity);
      if (change !== null) changed.push({ id: user.id, record: { ...user, ...change } });
    }
    await updateUsers(on, changed);

    const added = await newUsers(
      on,
      signIns.filter(({ identity }) => !found.has(textOfKey(identity.key))),
    );
    const inserted = await insertUsers(on, [...added.values()]);
    return signIns.map((signIn): BatchOutcome<number> => {
      const id = found.get(textOfKey(signIn.identity.key))?.id ?? added.get(signIn)?.id;
      if (id === undefined) return LATER;
      // Another process was first, with this user or with this username.
      return added.has(signIn) && !inserted.has(id) ? LATER : done(id);
    });
  },
};

/** The users whom first tokens make, none of whom is stored yet. */
async function newUsers(on: Runner, signIns: readonly SignIn[]): Promise<ReadonlyMap<SignIn, NewUser>> {
  const withoutId = signIns.filter(({ identity }) => !('communityId' in identity.key));
  const ids = await newIds(on, withoutId.length);
  const idOf = new Map(withoutId.map((signIn, index) => [signIn, ids[index]]));
  const given = new Set<string>();
  const added = new Map<SignIn, NewUser>();
  for (const signIn of signIns) {
    const { identity, now } = signIn;
    const id = 'communityId' in identity.key ? identity.key.communityId : idOf.get(signIn);
    if (id === undefined) continue;
    const username = await withProbes(
      (isTaken) => freeUsername(identity.username, id, (text) => given.has(text) || isTaken(text)),
      (usernames) => takenUsernames(on, usernames),
    );
    given.add(username);
    added.set(signIn, { id, key: identity.key, record: recordOf(identity, username), createdAt: now });
  }
  return added;
}
