import type { User } from '../../domain/user.ts';
import type { Batch } from '../engine/deferred.ts';

type FindUsers = (ids: readonly number[]) => Promise<readonly User[]>;

/** Reads users whom something refers to, and who therefore exist: each once in a request, or one by one for `load`. */
export function referredUsers(find: FindUsers, load: (id: number) => Promise<User | null>): Batch<number, User> {
  const known = new Map<number, User>();
  return {
    load: (id) => load(id).then((user) => existing(id, user)),
    async loadAll(ids) {
      const unknown = [...ids].filter((id) => !known.has(id));
      if (unknown.length > 0) for (const user of await find(unknown)) known.set(user.id, user);
      return known;
    },
  };
}

function existing(id: number, user: User | null): User {
  if (!user) throw new Error(`user ${id} is referred to but does not exist`);
  return user;
}
