import DataLoader from 'dataloader';
import type { ViewedGroup } from '../domain/group.ts';
import type { SubscriptionStatus } from '../domain/membership.ts';
import { asReviewer } from '../domain/operations/as-reviewer.ts';
import { getGroups } from '../domain/operations/get-group.ts';
import { getUsers } from '../domain/operations/get-user.ts';
import type { PageRequest } from '../domain/page-request.ts';
import type { GroupAt, KeysetSlice, MemberAt } from '../domain/store.ts';
import type { User } from '../domain/user.ts';
import type { RequestContext } from './context.ts';
import { valueOrThrow } from './errors.ts';

export type Loaders = ReturnType<typeof createLoaders>;

/** One set a request: what a loader remembers must not outlive its viewer, nor reach another. */
export function createLoaders({ deps, viewer, metrics }: Pick<RequestContext, 'deps' | 'viewer' | 'metrics'>) {
  const viewerId = viewer?.userId ?? null;
  const { loadById, loadMap } = batchLoaders(metrics.batchLoaded);
  const user = loadById<User>('users', async (ids) => valueOrThrow(await getUsers(deps, viewer, ids)));
  let owners: Map<number, Promise<User>> | null = null;
  return {
    /** Null for a group that does not exist, or is hidden from the viewer. */
    group: loadById<ViewedGroup>('groups', async (ids) =>
      valueOrThrow(await getGroups(deps, viewer, { by: 'id', ids })),
    ),
    user,
    /** Null for a group. */
    pageRequest: loadMap<PageRequest | null>(
      'page requests',
      async (ids) => new Map((await deps.store.findPageRequests(ids)).map((request) => [request.groupId, request])),
      null,
    ),
    /** Whether the viewer is a reviewer: asked once, and only when it matters. */
    isReviewer: onlyOnce(async () => (await asReviewer(deps, viewer)).ok),
    /** A page as its reviewers see it, whether or not anyone else does. */
    pageUnderReview: loadById<ViewedGroup>('pages under review', async (ids) =>
      deps.store.findGroups({ by: 'id', ids }, viewerId),
    ),
    /** A user that a group refers to, and who therefore exists. */
    owner: (id: number): Promise<User> => {
      owners ??= new Map();
      const known = owners.get(id);
      if (known) return known;
      const owner = user.load(id).then((found) => {
        if (found === null) throw new Error(`user ${id} owns a group but does not exist`);
        return found;
      });
      owners.set(id, owner);
      return owner;
    },
    /** A page of many groups' members; whether the viewer may see them is for `pageMembers` to say. */
    members: loadersBy((status: SubscriptionStatus, slice: KeysetSlice) =>
      loadMap<MemberAt[]>('members', (ids) => deps.store.listMembers(ids, status, slice), []),
    ),
    membersCount: loadersBy((status: SubscriptionStatus) =>
      loadMap<number>('counts of members', (ids) => deps.store.countMembers(ids, status), 0),
    ),
    /** A page of many users' groups, those that the viewer may see them in. */
    groupsOf: loadersBy((slice: KeysetSlice) =>
      loadMap<GroupAt[]>('groups of users', (ids) => deps.store.listGroupsOf(ids, slice, viewerId), []),
    ),
    groupsOfCount: loadMap<number>('counts of groups of users', (ids) => deps.store.countGroupsOf(ids, viewerId), 0),
  };
}

function onlyOnce<Value>(read: () => Promise<Value>): () => Promise<Value> {
  let value: Promise<Value> | null = null;
  return () => {
    value ??= read();
    return value;
  };
}

/** A loader for each set of arguments, so that what is asked alike is read together. */
function loadersBy<Arguments extends unknown[], Loader>(create: (...args: Arguments) => Loader) {
  let loaders: Map<string, Loader> | null = null;
  return (...args: Arguments): Loader => {
    loaders ??= new Map();
    const key = JSON.stringify(args);
    const loader = loaders.get(key) ?? create(...args);
    loaders.set(key, loader);
    return loader;
  };
}

function batchLoaders(batchLoaded: (loader: string, keys: number) => void) {
  const loadMap = <Value>(
    name: string,
    find: (ids: readonly number[]) => Promise<ReadonlyMap<number, Value>>,
    missing: Value,
  ) => {
    // Made when it is needed: most requests need one or two of them.
    let loader: DataLoader<number, Value> | null = null;
    const make = () =>
      new DataLoader<number, Value>(async (ids) => {
        batchLoaded(name, ids.length);
        const found = await find(ids);
        return ids.map((id) => found.get(id) ?? missing);
      });
    return {
      load(id: number): Promise<Value> {
        loader ??= make();
        return loader.load(id);
      },
    };
  };

  /** The only place where what a batch found is put back in the order of what was asked. */
  const loadById = <Item extends { readonly id: number }>(
    name: string,
    find: (ids: readonly number[]) => Promise<readonly Item[]>,
  ) => loadMap<Item | null>(name, async (ids) => new Map((await find(ids)).map((item) => [item.id, item])), null);

  return { loadMap, loadById };
}
