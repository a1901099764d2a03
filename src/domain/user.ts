import { areSameProfiles, changedProfile, EMPTY_PROFILE, type Profile, type ProfileChange } from './profile.ts';

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

/** A user, with the fields that decide whether tokens change them. */
export interface KnownUser extends User {
  readonly profile: Profile;
  /** Whether a directory file names them. Then tokens change nothing. */
  readonly imported: boolean;
  /** The time of issue of the last token that changed them; null when none did, or none said its time. */
  readonly followedAt: Date | null;
}

/** The user that a verified token speaks for, with the token's claims about them. */
export interface Identity {
  readonly key: { readonly communityId: number } | { readonly issuer: string; readonly subject: string };
  readonly username: string | null;
  readonly realName: string;
  readonly avatarUrl: string | null;
  readonly extId: string | null;
  /** What the claims say that a setting names. */
  readonly profile: ProfileChange;
  /** Null when the token does not say. */
  readonly issuedAt: Date | null;
}

type FollowedFields = Pick<KnownUser, 'username' | 'realName' | 'avatarUrl' | 'extId' | 'profile'>;

/**
 * The changes that a token makes to a known user; null for none. Claims that it lacks stay as they are. A token changes
 * nothing unless it is younger than the last one that did.
 */
export function followToken(
  { imported, followedAt, ...user }: KnownUser,
  { issuedAt, ...says }: Identity,
  isFree: (username: string) => boolean,
): (FollowedFields & { readonly followedAt: Date }) | null {
  if (imported || issuedAt === null || (followedAt !== null && issuedAt <= followedAt)) return null;

  const { username } = says;
  const told = {
    username: username !== null && username !== user.username && isFree(username) ? username : user.username,
    realName: says.realName || user.realName,
    avatarUrl: says.avatarUrl ?? user.avatarUrl,
    extId: says.extId ?? user.extId,
    profile: changedProfile(user.profile, says.profile),
  };
  const differs =
    told.username !== user.username ||
    told.realName !== user.realName ||
    told.avatarUrl !== user.avatarUrl ||
    told.extId !== user.extId ||
    !areSameProfiles(told.profile, user.profile);
  return differs ? { ...told, followedAt: issuedAt } : null;
}

/** A person from a directory file, who can be invited before they first sign in. */
export interface ImportedUser {
  /** Null for a person who cannot sign in yet, and is known by their username until then. */
  readonly key: Identity['key'] | null;
  readonly username: string;
  readonly realName: string;
  readonly avatarUrl: string | null;
  readonly extId: string | null;
  readonly reviewer: boolean;
  readonly profile: Profile;
}

/** The stored fields of a user that a token or a directory file sets. */
export type UserRecord = Omit<ImportedUser, 'key'> & Pick<KnownUser, 'imported' | 'followedAt'>;

/** The record of a user whom their first token makes. */
export function recordOf({ realName, avatarUrl, extId, profile, issuedAt }: Identity, username: string): UserRecord {
  return {
    username,
    realName,
    avatarUrl,
    extId,
    profile: changedProfile(EMPTY_PROFILE, profile),
    reviewer: false,
    imported: false,
    followedAt: issuedAt,
  };
}

/** The record of a person from a directory file. */
export function importedRecord({ key: _key, ...person }: ImportedUser): UserRecord {
  return { ...person, imported: true, followedAt: null };
}
