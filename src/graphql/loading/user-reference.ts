import type { User } from '../../domain/user.ts';
import type { Loaders } from './loaders.ts';

/**
 * A user whom something refers to, and who therefore exists. Whoever awaits it gets the user; compiled execution
 * gathers all that are referred to and reads them together, which spares a promise for each.
 */
export class UserReference implements PromiseLike<User> {
  readonly id: number;
  readonly #loaders: Loaders;

  constructor(id: number, loaders: Loaders) {
    this.id = id;
    this.#loaders = loaders;
  }

  // biome-ignore lint/suspicious/noThenProperty: it is awaited.
  then<Fulfilled = User, Rejected = never>(
    fulfilled?: ((user: User) => Fulfilled | PromiseLike<Fulfilled>) | null,
    rejected?: ((cause: unknown) => Rejected | PromiseLike<Rejected>) | null,
  ): Promise<Fulfilled | Rejected> {
    return this.#loaders.user
      .load(this.id)
      .then((user) => existing(this, user))
      .then(fulfilled, rejected);
  }
}

export function existing({ id }: UserReference, user: User | null | undefined): User {
  if (!user) throw new Error(`user ${id} is referred to but does not exist`);
  return user;
}
