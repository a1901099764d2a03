import DataLoader from 'dataloader';
import type { ViewedGroup } from '../../domain/group.ts';
import type { SubscriptionStatus } from '../../domain/membership.ts';
import { getGroups } from '../../domain/operations/get-group.ts';
import { getUsers, mayLookUp } from '../../domain/operations/get-user.ts';
import type { PageRequest } from '../../domain/page-request.ts';
import { asReviewer } from '../../domain/steps/as-reviewer.ts';
import type { GroupAt, KeysetSlice, MemberAt } from '../../domain/store.ts';
import type { User } from '../../domain/user.ts';
import { valueOrThrow } from '../errors/top-level-error.ts';
import type { RequestContext } from '../request-context.ts';
import { UserReference } from './user-reference.ts';

type Needed = Pick<RequestContext, 'deps' | 'viewer' | 'metrics'>;

/**
 * One set a request, or a field of a mutation: what a loader remembers must not outlive its viewer, nor reach another.
 * Each is made when it is needed, as most requests need one or two of them.
 */
export class Loaders {
  readonly #needed: Needed;
  #group: Loader<ViewedGroup | null> | null = null;
  #user: Loader<User | null> | null = null;
  #owners: Map<number, User> | null = null;
  #pageRequest: Loader<PageRequest | null> | null = null;
  #pageUnderReview: Loader<ViewedGroup | null> | null = null;
  #isReviewer: Promise<boolean> | null = null;
  #members: ByArguments<MemberAt[]> | null = null;
  #membersCount: ByArguments<number> | null = null;
  #groupsOf: ByArguments<GroupAt[]> | null = null;
  #groupsOfCount: Loader<number> | null = null;

  constructor(needed: Needed) {
    this.#needed = needed;
  }

  /** Those that have read nothing yet. */
  afresh(): Loaders {
    return new Loaders(this.#needed);
  }

  /** Null for a group that does not exist, or is hidden from the viewer. */
  get group(): Loader<ViewedGroup | null> {
    const { deps, viewer } = this.#needed;
    this.#group ??= this.#loader(
      'groups',
      async (ids) => byId(valueOrThrow(await getGroups(deps, viewer, { by: 'id', ids }))),
      null,
    );
    return this.#group;
  }

  get user(): Loader<User | null> {
    this.#user ??= this.#loader('users', (ids) => this.#findUsers(ids), null);
    return this.#user;
  }

  /** A user whom the caller names; null when there is none. */
  async lookUp(id: number): Promise<User | null> {
    const { deps, viewer } = this.#needed;
    valueOrThrow(mayLookUp(deps, viewer, id));
    return this.user.load(id);
  }

  /** A user that a group refers to, and who therefore exists. */
  owner(id: number): UserReference {
    return new UserReference(id, this);
  }

  /** Users that are referred to, all at once, and each only once. */
  async owners(ids: ReadonlySet<number>): Promise<ReadonlyMap<number, User>> {
    this.#owners ??= new Map();
    const known = this.#owners;
    const unknown = [...ids].filter((id) => !known.has(id));
    if (unknown.length > 0) {
      this.#needed.metrics.batchLoaded('users', unknown.length);
      for (const [id, user] of await this.#findUsers(unknown)) known.set(id, user);
    }
    return known;
  }

  /** Null for a group. */
  get pageRequest(): Loader<PageRequest | null> {
    const { store } = this.#needed.deps;
    this.#pageRequest ??= this.#loader(
      'page requests',
      async (ids) => new Map((await store.findPageRequests(ids)).map((request) => [request.groupId, request])),
      null,
    );
    return this.#pageRequest;
  }

  /** Whether the viewer is a reviewer: asked once, and only when it matters. */
  isReviewer(): Promise<boolean> {
    const { deps, viewer } = this.#needed;
    this.#isReviewer ??= asReviewer(deps, viewer).then(({ ok }) => ok);
    return this.#isReviewer;
  }

  /** A page as its reviewers see it, whether or not anyone else does. */
  get pageUnderReview(): Loader<ViewedGroup | null> {
    const { deps } = this.#needed;
    this.#pageUnderReview ??= this.#loader(
      'pages under review',
      async (ids) => byId(await deps.store.findGroups({ by: 'id', ids }, this.#viewerId)),
      null,
    );
    return this.#pageUnderReview;
  }

  /** A page of many groups' members; whether the viewer may see them is for `pageMembers` to say. */
  members(status: SubscriptionStatus, slice: KeysetSlice): Loader<MemberAt[]> {
    const { store } = this.#needed.deps;
    this.#members ??= new Map();
    return madeOnce(this.#members, [status, slice], () =>
      this.#loader('members', (ids) => store.listMembers(ids, status, slice), []),
    );
  }

  membersCount(status: SubscriptionStatus): Loader<number> {
    const { store } = this.#needed.deps;
    this.#membersCount ??= new Map();
    return madeOnce(this.#membersCount, status, () =>
      this.#loader('counts of members', (ids) => store.countMembers(ids, status), 0),
    );
  }

  /** A page of many users' groups, those that the viewer may see them in. */
  groupsOf(slice: KeysetSlice): Loader<GroupAt[]> {
    const { store } = this.#needed.deps;
    this.#groupsOf ??= new Map();
    return madeOnce(this.#groupsOf, slice, () =>
      this.#loader('groups of users', (ids) => store.listGroupsOf(ids, slice, this.#viewerId), []),
    );
  }

  get groupsOfCount(): Loader<number> {
    const { store } = this.#needed.deps;
    this.#groupsOfCount ??= this.#loader(
      'counts of groups of users',
      (ids) => store.countGroupsOf(ids, this.#viewerId),
      0,
    );
    return this.#groupsOfCount;
  }

  get #viewerId(): number | null {
    return this.#needed.viewer?.userId ?? null;
  }

  async #findUsers(ids: readonly number[]): Promise<ReadonlyMap<number, User>> {
    const { deps, viewer } = this.#needed;
    return byId(valueOrThrow(await getUsers(deps, viewer, ids)));
  }

  /** The only place where what a batch found is put back in the order of what was asked. */
  #loader<Value>(
    name: string,
    find: (ids: readonly number[]) => Promise<ReadonlyMap<number, Value>>,
    missing: Value,
  ): Loader<Value> {
    return new DataLoader<number, Value>(async (ids) => {
      this.#needed.metrics.batchLoaded(name, ids.length);
      const found = await find(ids);
      return ids.map((id) => found.get(id) ?? missing);
    });
  }
}

type Loader<Value> = Pick<DataLoader<number, Value>, 'load'>;

/** A loader for each set of arguments, so that what is asked alike is read together. */
type ByArguments<Value> = Map<string, Loader<Value>>;

function madeOnce<Value>(made: ByArguments<Value>, args: unknown, make: () => Loader<Value>): Loader<Value> {
  const key = JSON.stringify(args);
  const loader = made.get(key) ?? make();
  made.set(key, loader);
  return loader;
}

function byId<Item extends { readonly id: number }>(items: readonly Item[]): ReadonlyMap<number, Item> {
  return new Map(items.map((item) => [item.id, item]));
}
