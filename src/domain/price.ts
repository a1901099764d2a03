import type { GroupKind, GroupPrivacy } from './group.ts';
import type { SubscriptionStatus } from './membership.ts';
import { searchText, termsOf } from './search-terms.ts';
import type { GroupOrderField } from './store.ts';

/**
 * What reading costs a caller, in points, whichever door it is asked at. A point stands for about 10 ms of a processor at
 * 200,000 groups, measured at the dearest that can be asked for: whoever spends 3,000 in a minute takes about half of
 * one. A price goes by what is asked for alone, so that it is known before anything is read.
 *
 * A search for `running club` in 20 groups with its number of finds: 1 for the request, 6 for the list, 6 for the count.
 */
const PRICES = {
  /** Each word searched for: ten short ones are compared with every group, which takes 260 ms. */
  word: 3,
  /** A list of pages alone, or of one privacy: without finds, all groups are gone through. */
  filter: 20,
  /** A filter or an order of one's own on a search: all that is found is looked at, and sorted. */
  siftedSearch: 50,
  /** The groups of one user, or the users outside one group: 60,000 of them are gone through for a page. */
  ofOne: 6,
  /** A number that no counter knows. */
  count: 6,
  /** The number of those who are invited to one group, or have asked to join it. */
  countOfMembers: 2,
} as const;

const ROWS_PER_POINT = 50;

/** What is asked of a list of groups or users, as far as its price goes by it. */
export interface PricedList {
  readonly search?: string | null | undefined;
  readonly kind?: GroupKind | null | undefined;
  readonly privacy?: GroupPrivacy | null | undefined;
  readonly order?: GroupOrderField | null | undefined;
  /** Whether it is about one user or one group, whose few are read instead of all. */
  readonly ofOne: boolean;
}

/** The rows or objects that are asked for; the first of them are paid with the request. */
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

/** Members are counted as they come and go; those who are invited or have asked are when it is asked for. */
export function priceOfMembersCount(status: SubscriptionStatus): number {
  return status === 'SUBSCRIBED' ? 0 : PRICES.countOfMembers;
}

/** Nearly all groups are of the kind GROUP, so that to ask for them leaves out next to nothing. */
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
