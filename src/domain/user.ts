/** A community token's user id is the user's id here; OpenID users are numbered from above that range. */
export const MAX_COMMUNITY_USER_ID = 2 ** 31 - 1;
export const FIRST_OPENID_USER_ID = 2 ** 32;

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

/** Who a verified token speaks for, with what it says about them. */
export interface Identity {
  readonly key: { readonly communityId: number } | { readonly issuer: string; readonly subject: string };
  readonly username: string | null;
  readonly realName: string;
  readonly avatarUrl: string | null;
  readonly extId: string | null;
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
