import type { Deps } from '../deps.ts';
import { ok, type Result, refuse } from '../result.ts';
import { mayRead, mayReadUsers } from '../steps/may-read.ts';
import type { User } from '../user.ts';
import type { Viewer } from '../viewer.ts';

/** The users that something refers to which the viewer sees, in no order; unknown ids are left out. */
export async function getUsers(deps: Deps, viewer: Viewer | null, ids: readonly number[]): Promise<Result<User[]>> {
  const reading = mayRead(deps, viewer);
  return reading.ok ? ok(await deps.store.findUsers(ids)) : reading;
}

/** Refuses a viewer who may not look this user up. Everybody may look themselves up. */
export function mayLookUp(deps: Deps, viewer: Viewer | null, id: number): Result<null> {
  return viewer?.userId === id ? ok(null) : mayReadUsers(deps, viewer);
}

/** Null when nobody has that username. */
export async function getUserByUsername(
  deps: Deps,
  viewer: Viewer | null,
  username: string,
): Promise<Result<User | null>> {
  const user = await deps.store.findUserByUsername(username);
  // A username of nobody is treated like one of somebody else.
  const looking = mayLookUp(deps, viewer, user?.id ?? 0);
  return looking.ok ? ok(user) : looking;
}

export async function getUser(deps: Deps, viewer: Viewer | null, id: number): Promise<Result<User>> {
  const looking = mayLookUp(deps, viewer, id);
  if (!looking.ok) return looking;
  const [user] = await deps.store.findUsers([id]);
  return user ? ok(user) : refuse({ code: 'NOT_FOUND', kind: 'user' });
}

/** The user that the token speaks for. */
export async function getViewer(deps: Deps, viewer: Viewer | null): Promise<Result<User>> {
  return viewer === null ? refuse({ code: 'UNAUTHENTICATED' }) : getUser(deps, viewer, viewer.userId);
}
