import type { Identity, ImportedUser, User } from './user.ts';

interface KnownUsers {
  byKey(key: Identity['key']): User | undefined;
  byUsername(username: string): User | undefined;
}

/** A user's id, or for a user who is yet to be added, their key or username as JSON. */
type Holder = number | string;

/** The index of the first of these people whose username another has when the import reaches them; null for none. */
export function importConflict(people: readonly ImportedUser[], known: KnownUsers): number | null {
  const holders = new Map<string, Holder | null>();
  const usernames = new Map<Holder, string>();

  const conflict = people.findIndex((person) => {
    const { username, key } = person;
    const holder = holders.has(username) ? holders.get(username) : known.byUsername(username)?.id;
    const user = key === null ? undefined : known.byKey(key);
    const self: Holder = key === null ? (holder ?? JSON.stringify(username)) : (user?.id ?? JSON.stringify(key));
    if (holder !== undefined && holder !== null && holder !== self) return true;

    const before = usernames.get(self) ?? user?.username;
    if (before !== undefined && before !== username) holders.set(before, null);
    holders.set(username, self);
    usernames.set(self, username);
    return false;
  });
  return conflict === -1 ? null : conflict;
}
