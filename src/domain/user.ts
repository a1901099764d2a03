/** The highest id of a community user: the user id of a community token is the user's id here. */
export const MAX_COMMUNITY_USER_ID = 2 ** 31 - 1;
/** The lowest id of everybody else, so that neither kind of token can name the other's user. */
export const FIRST_OPENID_USER_ID = 2 ** 32;

/** The id of the next user without a community id, after the highest id that was given; null when none was. */
export function nextOpenIdUserId(highest: number | null): number {
  return Math.max(FIRST_OPENID_USER_ID, (highest ?? 0) + 1);
}

export interface User {
  /** Below 2^53. */
  readonly id: number;
  readonly username: string;
  /** "" when unknown. */
  readonly realName: string;
  readonly avatarUrl: string | null;
  readonly extId: string | null;
  /** The OpenID subject; null for a community user. */
  readonly subject: string | null;
  /** May approve pages. */
  readonly reviewer: boolean;
  readonly createdAt: Date;
}

/** A user, with what decides whether tokens change them. */
export interface KnownUser extends User {
  /** Named by a directory file: what it says of them stays, whatever tokens say. */
  readonly imported: boolean;
  /** When the token was issued that changed them last; null when none has, or none said when. */
  readonly followedAt: Date | null;
}

/** Who a verified token speaks for, with what it says about them. */
export interface Identity {
  readonly key: { readonly communityId: number } | { readonly issuer: string; readonly subject: string };
  readonly username: string | null;
  readonly realName: string;
  readonly avatarUrl: string | null;
  readonly extId: string | null;
  /** Null when the token does not say. */
  readonly issuedAt: Date | null;
}

type Told = Pick<User, 'username' | 'realName' | 'avatarUrl' | 'extId'>;

/**
 * What a token makes of a user that is there; null when it changes nothing. What it does not say stays, and so does all
 * of it where it is not younger than the token that was followed last.
 */
export function followToken(
  { imported, followedAt, ...user }: KnownUser,
  { issuedAt, ...says }: Identity,
  isFree: (username: string) => boolean,
): (Told & { readonly followedAt: Date }) | null {
  if (imported || issuedAt === null || (followedAt !== null && issuedAt <= followedAt)) return null;

  const { username } = says;
  const told = {
    username: username !== null && username !== user.username && isFree(username) ? username : user.username,
    realName: says.realName || user.realName,
    avatarUrl: says.avatarUrl ?? user.avatarUrl,
    extId: says.extId ?? user.extId,
  };
  const differs =
    told.username !== user.username ||
    told.realName !== user.realName ||
    told.avatarUrl !== user.avatarUrl ||
    told.extId !== user.extId;
  return differs ? { ...told, followedAt: issuedAt } : null;
}

/** A person from a directory file: may be invited before they first sign in. */
export interface ImportedUser {
  /** Null for someone who has no way to sign in yet; they are known by their username until then. */
  readonly key: Identity['key'] | null;
  readonly username: string;
  readonly realName: string;
  readonly avatarUrl: string | null;
  readonly extId: string | null;
  readonly reviewer: boolean;
}

/** What a token or a directory file says of a user, as it is stored. */
export type UserRecord = Omit<ImportedUser, 'key'> & Pick<KnownUser, 'imported' | 'followedAt'>;

/** The record of a user whom their first token makes. */
export function recordOf({ realName, avatarUrl, extId, issuedAt }: Identity, username: string): UserRecord {
  return { username, realName, avatarUrl, extId, reviewer: false, imported: false, followedAt: issuedAt };
}

/** The record of a person from a directory file. */
export function importedRecord({ key: _key, ...person }: ImportedUser): UserRecord {
  return { ...person, imported: true, followedAt: null };
}
