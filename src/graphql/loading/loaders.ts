// The loaders of a request: whatever a list's items need is read at once for all of them. What a loader remembers neither
// outlives its request nor reaches another viewer.
import DataLoader from 'dataloader';
import type { Deps } from '../../domain/deps.ts';
import type { ViewedGroup } from '../../domain/group.ts';
import type { SubscriptionStatus } from '../../domain/membership.ts';
import { getGroups } from '../../domain/operations/get-group.ts';
import { getUsers, mayLookUp } from '../../domain/operations/get-user.ts';
import type { PageRequest } from '../../domain/page-request.ts';
import { EMPTY_PROFILE, type Profile } from '../../domain/profile.ts';
import { asReviewer } from '../../domain/steps/as-reviewer.ts';
import type { GroupAt, KeysetSlice, MemberAt } from '../../domain/store.ts';
import type { User } from '../../domain/user.ts';
import type { Viewer } from '../../domain/viewer.ts';
import type { Metrics } from '../../telemetry/metrics.ts';
import { type Batch, Deferred } from '../engine/deferred.ts';
import { valueOrThrow } from '../errors/top-level-error.ts';
import { referredUsers } from './referred-users.ts';

/** What loaders read from, and for whom. */
export interface LoaderSources {
  readonly deps: Deps;
  readonly viewer: Viewer | null;
  readonly metrics: Pick<Metrics, 'batchLoaded'>;
}

/**
 * The set of loaders of one request, or of one field of a mutation. Each loader is made when it is needed, as most requests
 * need one or two.
 */
export class Loaders {
  readonly #sources: LoaderSources;
  #group: Loader<ViewedGroup | null> | null = null;
  #user: Loader<User | null> | null = null;
  #referredUsers: Batch<number, User> | null = null;
  #profile: Loader<Profile> | null = null;
  #pageRequest: Loader<PageRequest | null> | null = null;
  #pageUnderReview: Loader<ViewedGroup | null> | null = null;
  #isReviewer: Promise<boolean> | null = null;
  #members: ByArguments<MemberAt[]> | null = null;
  #membersCount: ByArguments<number> | null = null;
  #groupsOf: ByArguments<GroupAt[]> | null = null;
  #groupsOfCount: Loader<number> | null = null;

  constructor(sources: LoaderSources) {
    this.#sources = sources;
  }

  /** The same loaders, which have read nothing yet. */
  afresh(): Loaders {
    return new Loaders(this.#sources);
  }

  /** A group; null for one that does not exist, or is hidden from the viewer. */
  get group(): Loader<ViewedGroup | null> {
    const { deps, viewer } = this.#sources;
    this.#group ??= this.#loader(
      'groups',
      async (ids) => byId(valueOrThrow(await getGroups(deps, viewer, { by: 'id', ids }))),
      null,
    );
    return this.#group;
  }

  get user(): Loader<User | null> {
    this.#user ??= this.#loader('users', async (ids) => byId(await this.#findUsers(ids)), null);
    return this.#user;
  }

  /** A user whom the caller names; null when there is none. */
  async lookUp(id: number): Promise<User | null> {
    const { deps, viewer } = this.#sources;
    valueOrThrow(mayLookUp(deps, viewer, id));
    return this.user.load(id);
  }

  /** A user that a group or a membership refers to, and who therefore exists. */
  referredUser(id: number): Deferred<number, User> {
    this.#referredUsers ??= referredUsers(
      (ids) => {
        this.#sources.metrics.batchLoaded('users', ids.length);
        return this.#findUsers(ids);
      },
      (id) => this.user.load(id),
    );
    return new Deferred(id, this.#referredUsers);
  }

  /** What a user tells of themselves, for whoever sees the user. */
  get profile(): Loader<Profile> {
    const { store } = this.#sources.deps;
    this.#profile ??= this.#loader('profiles', (ids) => store.findProfiles(ids), EMPTY_PROFILE);
    return this.#profile;
  }

  /** The request to review a page; null for a group. */
  get pageRequest(): Loader<PageRequest | null> {
    const { store } = this.#sources.deps;
    this.#pageRequest ??= this.#loader(
      'page requests',
      async (ids) => new Map((await store.findPageRequests(ids)).map((request) => [request.groupId, request])),
      null,
    );
    return this.#pageRequest;
  }

  /** Whether the viewer is a reviewer: asked once, and only when it matters. */
  isReviewer(): Promise<boolean> {
    const { deps, viewer } = this.#sources;
    this.#isReviewer ??= asReviewer(deps, viewer).then(({ ok }) => ok);
    return this.#isReviewer;
  }

  /** A page as its reviewers see it, whether or not anyone else sees it. */
  get pageUnderReview(): Loader<ViewedGroup | null> {
    const { deps } = this.#sources;
    this.#pageUnderReview ??= this.#loader(
      'pages under review',
      async (ids) => byId(await deps.store.findGroups({ by: 'id', ids }, this.#viewerId)),
      null,
    );
    return this.#pageUnderReview;
  }

  /** A slice of many groups' members. Whether the viewer may see them, `pageMembers` decides. */
  members(status: SubscriptionStatus, slice: KeysetSlice): Loader<MemberAt[]> {
    const { store } = this.#sources.deps;
    this.#members ??= new Map();
    return madeOnce(this.#members, [status, slice], () =>
      this.#loader('members', (ids) => store.listMembers(ids, status, slice), []),
    );
  }

  membersCount(status: SubscriptionStatus): Loader<number> {
    const { store } = this.#sources.deps;
    this.#membersCount ??= new Map();
    return madeOnce(this.#membersCount, status, () =>
      this.#loader('counts of members', (ids) => store.countMembers(ids, status), 0),
    );
  }

  /** A slice of many users' groups: those that the viewer may see them in. */
  groupsOf(slice: KeysetSlice): Loader<GroupAt[]> {
    const { store } = this.#sources.deps;
    this.#groupsOf ??= new Map();
    return madeOnce(this.#groupsOf, slice, () =>
      this.#loader('groups of users', (ids) => store.listGroupsOf(ids, slice, this.#viewerId), []),
    );
  }

  get groupsOfCount(): Loader<number> {
    const { store } = this.#sources.deps;
    this.#groupsOfCount ??= this.#loader(
      'counts of groups of users',
      (ids) => store.countGroupsOf(ids, this.#viewerId),
      0,
    );
    return this.#groupsOfCount;
  }

  get #viewerId(): number | null {
    return this.#sources.viewer?.userId ?? null;
  }

  async #findUsers(ids: readonly number[]): Promise<readonly User[]> {
    const { deps, viewer } = this.#sources;
    return valueOrThrow(await getUsers(deps, viewer, ids));
  }

  /** Makes a loader. Here alone is what a batch found put back into the order of its keys. */
  #loader<Value>(
    name: string,
    find: (ids: readonly number[]) => Promise<ReadonlyMap<number, Value>>,
    missing: Value,
  ): Loader<Value> {
    return new DataLoader<number, Value>(async (ids) => {
      this.#sources.metrics.batchLoaded(name, ids.length);
      const found = await find(ids);
      return ids.map((id) => found.get(id) ?? missing);
    });
  }
}

type Loader<Value> = Pick<DataLoader<number, Value>, 'load'>;

/** Loaders by the arguments of a field: what is asked with the same arguments is read together. */
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
