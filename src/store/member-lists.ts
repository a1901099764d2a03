import { type Membership, roleIn } from '../domain/membership.ts';
import type { MemberAt } from '../domain/store.ts';

interface MemberRow {
  readonly membership: Membership & { readonly userId: number; readonly since: Date };
  readonly managedById: number;
}

/** The member of a row, with their position in a list. */
export function memberAt({ membership, managedById }: MemberRow): MemberAt {
  const { userId, status, since } = membership;
  const role = roleIn({ managedById }, userId, membership);
  return { member: { userId, status, role, since }, position: { value: since.getTime(), id: userId } };
}

/** Lists of what is read from rows, by the key of the rows. */
export function listsBy<Row, Item>(
  rows: readonly Row[],
  key: (row: Row) => number,
  read: (row: Row) => Item,
): ReadonlyMap<number, Item[]> {
  return new Map([...Map.groupBy(rows, key)].map(([id, own]) => [id, own.map(read)]));
}
