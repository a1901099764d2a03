import { MAX_COMMUNITY_USER_ID } from './user.ts';

/** The ids of community users that these texts can be, whether or not they exist. */
export function communityIdsIn(refs: readonly string[]): number[] {
  return refs
    .filter((ref) => /^[1-9]\d{0,9}$/.test(ref))
    .map(Number)
    .filter((id) => id <= MAX_COMMUNITY_USER_ID);
}

/**
 * The ids of users by the texts that name them: by subject for OpenID users, and by id for community users. A text that
 * names two users names neither, so that nobody is taken for somebody else.
 */
export function idsByRef(
  openIdUsers: readonly { readonly subject: string | null; readonly id: number }[],
  communityUsers: readonly { readonly id: number }[],
): ReadonlyMap<string, number> {
  const ids = new Map(openIdUsers.map(({ subject, id }) => [subject ?? '', id]));
  for (const { id } of communityUsers) {
    if (!ids.delete(String(id))) ids.set(String(id), id);
  }
  return ids;
}
