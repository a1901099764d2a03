/** The scopes that tokens can carry; a parent, such as `room`, allows its children. */
export type Scope =
  | 'room.create'
  | 'room.read'
  | 'room.search'
  | 'room.update'
  | 'room.admin'
  | 'room.join'
  | 'room.leave'
  | 'room.follow'
  | 'room.unfollow'
  | 'room.invite'
  | 'room.members.read'
  | 'room.members.remove'
  | 'room.posts.read'
  | 'room.posts.update'
  | 'user.rooms.read'
  | 'user.settings.update';

/** The user who is asking. `scopes` is null for a token that carries none and is not limited. */
export interface Viewer {
  readonly userId: number;
  readonly scopes: ReadonlySet<string> | null;
}

export function allows(viewer: Viewer, scope: Scope): boolean {
  if (viewer.scopes === null) return true;
  const parts = scope.split('.');
  return parts.some((_part, index) => viewer.scopes?.has(parts.slice(0, index + 1).join('.')));
}
