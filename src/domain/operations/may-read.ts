import type { Deps } from '../deps.ts';
import { ok, type Result, refuse } from '../result.ts';
import { allows, type Scope, type Viewer } from '../viewer.ts';

/** Whether this caller may read at all; what they may see of it is decided where it is read. */
export function mayRead({ anonymousRead }: Deps, viewer: Viewer | null, scope: Scope): Result<null> {
  if (viewer === null) return anonymousRead ? ok(null) : refuse({ code: 'UNAUTHENTICATED' });
  return allows(viewer, scope) ? ok(null) : refuse({ code: 'INSUFFICIENT_SCOPE', scope });
}
