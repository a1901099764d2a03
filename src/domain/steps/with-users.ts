import type { Deps } from '../deps.ts';
import type { ViewedGroup } from '../group.ts';
import type { OffsetPage } from '../pagination.ts';
import { ok, type Result } from '../result.ts';
import type { User } from '../user.ts';
import type { Viewer } from '../viewer.ts';

/** A group with the users that the REST doors show inside it. */
export interface GroupWithUsers {
  readonly group: ViewedGroup;
  readonly createdBy: User;
  readonly managedBy: User;
}

type Operation<Input, Value> = (deps: Deps, viewer: Viewer | null, input: Input) => Promise<Result<Value>>;

/** Turns an operation into one that answers with the group's users too, by one more statement for all of them. */
export function withUsers<Input>(operation: Operation<Input, ViewedGroup>): Operation<Input, GroupWithUsers> {
  return async (deps, viewer, input) => {
    const result = await operation(deps, viewer, input);
    if (!result.ok) return result;
    const [withUsers] = await addUsers(deps, [result.value]);
    if (withUsers === undefined) throw new Error('one group in, none out');
    return ok(withUsers);
  };
}

/** Does the same for a page of groups. */
export function pageWithUsers<Input>(
  operation: Operation<Input, OffsetPage<ViewedGroup>>,
): Operation<Input, OffsetPage<GroupWithUsers>> {
  return async (deps, viewer, input) => {
    const page = await operation(deps, viewer, input);
    return page.ok ? ok({ ...page.value, items: await addUsers(deps, page.value.items) }) : page;
  };
}

async function addUsers({ store }: Deps, groups: readonly ViewedGroup[]): Promise<GroupWithUsers[]> {
  const ids = new Set(groups.flatMap((group) => [group.createdById, group.managedById]));
  const users = new Map((await store.findUsers([...ids])).map((user) => [user.id, user]));
  const find = (id: number): User => {
    const user = users.get(id);
    if (user === undefined) throw new Error(`user ${id} owns a group but does not exist`);
    return user;
  };
  return groups.map((group) => ({
    group,
    createdBy: find(group.createdById),
    managedBy: find(group.managedById),
  }));
}
