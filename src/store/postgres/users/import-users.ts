import { type ImportedUser, importedRecord, type UserRecord } from '../../../domain/user.ts';
import { type BatchOutcome, type BatchStep, done } from '../connection/batch-step.ts';
import { RunAgain } from '../connection/outage.ts';
import type { Runner } from '../statements/prepared.ts';
import {
  findByKeys,
  findByUsernames,
  insertUsers,
  type NewUser,
  newIds,
  textOfKey,
  updateUsers,
} from './user-statements.ts';

/**
 * Imports people from a directory file, one after the other as far as anybody can tell, by a few statements for all. The
 * invariant: all of them are written or none, and the first whose username another user has is named.
 */

interface Import {
  readonly people: readonly ImportedUser[];
  readonly now: Date;
}

type Imported =
  | { readonly ok: true }
  | { readonly ok: false; readonly index: number; readonly reason: 'username_taken' };

/** A user as the import has them so far. */
interface Person {
  readonly id: number;
  username: string;
}

/** Shares its batch with no other import, and undoes nothing of what others wrote: it finds out everything first. */
export const IMPORT_USERS: BatchStep<Import, Imported> = {
  keys: () => ['import'],

  async run(on, imports) {
    const outcomes: BatchOutcome<Imported>[] = [];
    for (const { people, now } of imports) outcomes.push(done(await importAll(on, people, now)));
    return outcomes;
  },
};

async function importAll(on: Runner, people: readonly ImportedUser[], now: Date): Promise<Imported> {
  const plan = await planImport(on, people, now);
  if ('taken' in plan) return { ok: false, index: plan.taken, reason: 'username_taken' };
  for (const { added, changed } of plan.waves) {
    await updateUsers(on, [...changed.values()]);
    const inserted = await insertUsers(on, [...added.values()]);
    // Another process has one of these usernames since it was looked up: the whole transaction is run again.
    if (inserted.size < added.size) throw new RunAgain('a username was taken meanwhile');
  }
  return { ok: true };
}

/** What can be written at once: no one in it takes a username that another in it gives up. */
interface Wave {
  readonly added: Map<number, NewUser>;
  readonly changed: Map<number, { readonly id: number; readonly record: UserRecord }>;
  readonly freed: Set<string>;
}

function emptyWave(): Wave {
  return { added: new Map(), changed: new Map(), freed: new Set() };
}

async function planImport(
  on: Runner,
  people: readonly ImportedUser[],
  now: Date,
): Promise<{ readonly taken: number } | { readonly waves: readonly Wave[] }> {
  const keys = people.flatMap(({ key }) => key ?? []);
  const byKey = new Map<string, Person>(await findByKeys(on, keys, { lock: true }));
  const holders = new Map<string, Person>();
  for (const [username, user] of await findByUsernames(
    on,
    people.map((person) => person.username),
  )) {
    const known = byKey.get(`id ${user.id}`) ?? { id: user.id, username };
    byKey.set(`id ${user.id}`, known);
    holders.set(username, known);
  }
  const free = await newIds(on, people.filter(({ key }) => key === null || !('communityId' in key)).length);

  let wave = emptyWave();
  const waves = [wave];
  for (const [index, person] of people.entries()) {
    const { key, username } = person;
    const holder = holders.get(username);
    const known = key === null ? holder : byKey.get(textOfKey(key));
    if (holder !== undefined && holder !== known) return { taken: index };

    if (wave.freed.has(username)) {
      wave = emptyWave();
      waves.push(wave);
    }
    const record = importedRecord(person);
    if (known === undefined) {
      const id = key !== null && 'communityId' in key ? key.communityId : (free.shift() ?? 0);
      const made = { id, username };
      wave.added.set(id, { id, key, record, createdAt: now });
      holders.set(username, made);
      if (key !== null) byKey.set(textOfKey(key), made);
      continue;
    }
    if (known.username !== username) {
      wave.freed.add(known.username);
      holders.delete(known.username);
      holders.set(username, known);
      known.username = username;
    }
    const added = wave.added.get(known.id);
    if (added === undefined) wave.changed.set(known.id, { id: known.id, record });
    else wave.added.set(known.id, { ...added, record });
  }
  return { waves };
}
