import DataLoader from 'dataloader';
import type { Deps } from '../domain/deps.ts';
import type { ViewedGroup } from '../domain/group.ts';
import { getGroups } from '../domain/operations/get-group.ts';
import { getUsers } from '../domain/operations/get-user.ts';
import type { User } from '../domain/user.ts';
import type { Viewer } from '../domain/viewer.ts';
import { valueOrThrow } from './errors.ts';

export type Loaders = ReturnType<typeof createLoaders>;

/** One set a request: what a loader remembers must not outlive its viewer, nor reach another. */
export function createLoaders(deps: Deps, viewer: Viewer | null) {
  const user = loadById<User>(async (ids) => valueOrThrow(await getUsers(deps, viewer, ids)));
  return {
    /** Null for a group that does not exist, or is hidden from the viewer. */
    group: loadById<ViewedGroup>(async (ids) => valueOrThrow(await getGroups(deps, viewer, { by: 'id', ids }))),
    user,
    /** A user that a group refers to, and who therefore exists. */
    owner: async (id: number): Promise<User> => {
      const found = await user.load(id);
      if (found === null) throw new Error(`user ${id} owns a group but does not exist`);
      return found;
    },
  };
}

/** The only place where what a batch found is put back in the order of what was asked. */
function loadById<Item extends { readonly id: number }>(find: (ids: readonly number[]) => Promise<readonly Item[]>) {
  return new DataLoader<number, Item | null>(async (ids) => {
    const found = new Map((await find(ids)).map((item) => [item.id, item]));
    return ids.map((id) => found.get(id) ?? null);
  });
}
