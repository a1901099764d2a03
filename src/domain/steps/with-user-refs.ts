import type { Deps } from '../deps.ts';
import type { InvalidField } from '../errors.ts';
import type { InvitePeopleInput } from '../operations/invite-people.ts';
import type { Result } from '../result.ts';
import type { Viewer } from '../viewer.ts';
import type { UsersInput } from './change-memberships.ts';

/** Users as the rooms door names them: by an OpenID subject, or by the id of a community user. */
export interface UserRefsInput {
  readonly groupId: number;
  readonly userRefs: readonly string[] | null;
  readonly unreadable?: readonly InvalidField[];
}

/** Turns an operation on user ids into one on users named by text. */
export function withUserRefs<Value>(
  operation: (deps: Deps, viewer: Viewer | null, input: UsersInput) => Promise<Result<Value>>,
) {
  return async (deps: Deps, viewer: Viewer | null, input: UserRefsInput): Promise<Result<Value>> => {
    const { userRefs } = input;
    if (userRefs === null) return operation(deps, viewer, { ...input, userIds: null });
    const found = await findUsers(deps, userRefs);
    const unknown = userRefs.flatMap((id, item) =>
      found.has(id) ? [] : [{ field: 'userIds', reason: 'does_not_exist', id, item } as const],
    );
    const unreadable = [...(input.unreadable ?? []), ...unknown];
    return operation(deps, viewer, { ...input, userIds: userRefs.map((ref) => found.get(ref) ?? null), unreadable });
  };
}

/** People to invite, named by such texts and by email. */
export interface InvitedRefsInput {
  readonly groupId: number;
  readonly userRefs: readonly string[];
  readonly emails: readonly string[];
  readonly unreadable?: readonly InvalidField[];
}

/** Turns an invitation by user ids into one by texts, which tells the outcome of each by its text. */
export function withInvitedRefs<Value>(
  operation: (deps: Deps, viewer: Viewer | null, input: InvitePeopleInput) => Promise<Result<Value>>,
) {
  return async (deps: Deps, viewer: Viewer | null, input: InvitedRefsInput): Promise<Result<Value>> => {
    const found = await findUsers(deps, input.userRefs);
    const users = new Map(input.userRefs.map((ref) => [ref, found.get(ref) ?? null]));
    return operation(deps, viewer, { ...input, users });
  };
}

/** Null when the text names nobody. */
export async function findUser(deps: Deps, userRef: string): Promise<number | null> {
  return (await findUsers(deps, [userRef])).get(userRef) ?? null;
}

function findUsers({ store, openIdIssuer }: Deps, refs: readonly string[]) {
  return store.findUserIds({ refs, issuer: openIdIssuer });
}
