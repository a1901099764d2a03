import type { GroupKind, GroupPrivacy } from './group.ts';
import type { SubscriptionStatus } from './membership.ts';
import { searchText, termsOf } from './search-terms.ts';
import type { GroupOrderField } from './store.ts';

/**
 * The price of reading, in points, at every door. A point stands for about 10 ms of a processor at 200,000 groups,
 * measured with the most expensive questions: a caller who spends 3,000 in a minute takes about half of a processor. A
 * price depends on the question alone, so that it is known before anything is read.
 *
 * A search for `running club` in 20 groups with its number of finds: 1 for the request, 6 for the list, 6 for the count.
 */
const PRICES = {
  /** Each word of a search: ten short words are compared with every group, which takes 260 ms. */
  word: 3,
  /** A list of pages alone, or of one privacy, which may go through all groups without finding any. */
  filter: 20,
  /** A search with a filter, or in another order: all finds are looked at and sorted. */
  siftedSearch: 50,
  /** The groups of one user, or the users outside one group: up to 60,000 are gone through for a page. */
  ofOne: 6,
  /** A number that no counter holds. */
  count: 6,
  /** The number of users who are invited to one group, or have asked to join it. */
  countOfMembers: 2,
} as const;

const ROWS_PER_POINT = 50;

/** The parts of a question for a list of groups or users that its price depends on. */
export interface PricedList {
  readonly search?: string | null | undefined;
  readonly kind?: GroupKind | null | undefined;
  readonly privacy?: GroupPrivacy | null | undefined;
  readonly order?: GroupOrderField | null | undefined;
  /** Whether it is about one user or one group, whose few are read instead of all. */
  readonly ofOne: boolean;
}

/** The price of rows or objects; the first 50 are paid for with the request. */
export function priceOfRows(rows: number): number {
  return Math.max(0, Math.ceil(rows / ROWS_PER_POINT) - 1);
}

export function priceOfList(list: PricedList): number {
  const search = PRICES.word * wordsIn(list.search);
  if (list.ofOne) return search + PRICES.ofOne;
  if (!isSifted(list)) return search;
  return search === 0 ? PRICES.filter : search + PRICES.siftedSearch;
}

/** The price of the number of all items of a list, where it is asked for. */
export function priceOfCount(list: PricedList): number {
  const search = PRICES.word * wordsIn(list.search);
  if (search === 0) return PRICES.count;
  return isFiltered(list) ? search + PRICES.filter : search;
}

/** A counter holds the number of members; the others are counted when they are asked for. */
export function priceOfMembersCount(status: SubscriptionStatus): number {
  return status === 'SUBSCRIBED' ? 0 : PRICES.countOfMembers;
}

/** Nearly all groups are of the kind GROUP, so that this kind is no filter that costs anything. */
function isFiltered({ kind, privacy, ofOne }: PricedList): boolean {
  return !ofOne && (kind === 'PAGE' || (privacy ?? null) !== null);
}

function isSifted(list: PricedList): boolean {
  const { search, order } = list;
  const isReordered = wordsIn(search) > 0 && (order ?? 'RELEVANCE') !== 'RELEVANCE';
  return isFiltered(list) || isReordered;
}

function wordsIn(search: string | null | undefined): number {
  return termsOf(searchText(search)).length;
}
