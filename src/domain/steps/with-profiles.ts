import type { Deps } from '../deps.ts';
import type { ViewedGroup } from '../group.ts';
import type { OffsetPage } from '../pagination.ts';
import { EMPTY_PROFILE, type Profile } from '../profile.ts';
import { ok, type Result } from '../result.ts';
import type { User } from '../user.ts';
import type { Viewer } from '../viewer.ts';
import type { GroupWithUsers } from './with-users.ts';

/** A user with what they tell everybody about themselves. */
export interface UserWithProfile {
  readonly user: User;
  readonly profile: Profile;
}

/** A group whose users have their profiles. */
export interface GroupWithProfiles {
  readonly group: ViewedGroup;
  readonly createdBy: UserWithProfile;
  readonly managedBy: UserWithProfile;
}

/** Where the users stand in an answer, and what it becomes once they have their profiles. */
interface UserPlaces<Value, Profiled> {
  readonly usersIn: (value: Value) => readonly User[];
  readonly profiled: (value: Value, withProfile: (user: User) => UserWithProfile) => Profiled;
}

export const USER: UserPlaces<User, UserWithProfile> = {
  usersIn: (user) => [user],
  profiled: (user, withProfile) => withProfile(user),
};

export const GROUP: UserPlaces<GroupWithUsers, GroupWithProfiles> = {
  usersIn: ({ createdBy, managedBy }) => [createdBy, managedBy],
  profiled: ({ group, createdBy, managedBy }, withProfile) => ({
    group,
    createdBy: withProfile(createdBy),
    managedBy: withProfile(managedBy),
  }),
};

export const PAGE_OF_USERS = pageOf(USER);
export const PAGE_OF_GROUPS = pageOf(GROUP);
export const PAGE_OF_MEMBERS = pageOf<{ readonly user: User }, UserWithProfile>({
  usersIn: ({ user }) => [user],
  profiled: ({ user }, withProfile) => withProfile(user),
});

function pageOf<Item, Profiled>({
  usersIn,
  profiled,
}: UserPlaces<Item, Profiled>): UserPlaces<OffsetPage<Item>, OffsetPage<Profiled>> {
  return {
    usersIn: ({ items }) => items.flatMap(usersIn),
    profiled: (page, withProfile) => ({ ...page, items: page.items.map((item) => profiled(item, withProfile)) }),
  };
}

type Operation<Input, Value> = (deps: Deps, viewer: Viewer | null, input: Input) => Promise<Result<Value>>;

/** Turns an operation into one whose users have their profiles, by one more statement for all of them. */
export function withProfiles<Input, Value, Profiled>(
  operation: Operation<Input, Value>,
  { usersIn, profiled }: UserPlaces<Value, Profiled>,
): Operation<Input, Profiled> {
  return async (deps, viewer, input) => {
    const result = await operation(deps, viewer, input);
    if (!result.ok) return result;
    const ids = new Set(usersIn(result.value).map(({ id }) => id));
    const profiles = await deps.store.findProfiles([...ids]);
    return ok(profiled(result.value, (user) => ({ user, profile: profiles.get(user.id) ?? EMPTY_PROFILE })));
  };
}
