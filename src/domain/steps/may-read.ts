import type { Deps } from '../deps.ts';
import { ok, type Result, refuse } from '../result.ts';
import { allows, type Scope, type Viewer } from '../viewer.ts';

/** Whether this caller may read at all, with all of these scopes. What they may see is decided where it is read. */
export function mayRead({ anonymousRead }: Deps, viewer: Viewer | null, ...scopes: readonly Scope[]): Result<null> {
  if (viewer === null) return anonymousRead ? ok(null) : refuse({ code: 'UNAUTHENTICATED' });
  const missing = scopes.find((scope) => !allows(viewer, scope));
  return missing === undefined ? ok(null) : refuse({ code: 'INSUFFICIENT_SCOPE', scope: missing });
}

/** Refuses a caller who may not look users up, which takes a token for inviting users, or for seeing members. */
export function mayReadUsers(deps: Deps, viewer: Viewer | null): Result<null> {
  const reading = mayRead(deps, viewer, 'room.members.read');
  return reading.ok || viewer === null || !allows(viewer, 'room.invite') ? reading : ok(null);
}
