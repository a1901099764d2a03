import type { ListGroupsOfInput } from '../domain/operations/list-groups-of.ts';
import type { ListMembersInput } from '../domain/operations/list-members.ts';
import type { ListOwnGroupsInput } from '../domain/operations/list-own-groups.ts';
import type { SearchGroupsInput } from '../domain/operations/search-groups.ts';
import type { SuggestUsersInput } from '../domain/operations/suggest-users.ts';
import { type PricedList, priceOfCount, priceOfList, priceOfMembersCount, priceOfRows } from '../domain/price.ts';
import type { InvitedRefsInput } from '../domain/steps/with-user-refs.ts';

/** Every input that asks for a page of a list by number of items skipped, and for the number of them all. */
type ListInput = ListMembersInput | SearchedListInput;
type SearchedListInput = ListGroupsOfInput | ListOwnGroupsInput | SearchGroupsInput | SuggestUsersInput;

/** What an input costs beyond the point for its request: a list by what it takes to read, an invitation a point a mail. */
export function priceOfInput(input: unknown): number {
  if (isInvitation(input)) return input.emails.length;
  if (!isListInput(input)) return 0;
  const rows = priceOfRows(input.slice.limit);
  if ('status' in input) return rows + priceOfMembersCount(input.status);
  const list = pricedList(input);
  return rows + priceOfList(list) + priceOfCount(list);
}

/** What was paid of that for rows which the answer does not hold. */
export function unusedPrice(input: unknown, value: unknown): number {
  if (!isListInput(input) || !hasItems(value)) return 0;
  return priceOfRows(input.slice.limit) - priceOfRows(value.items.length);
}

function pricedList(input: SearchedListInput): PricedList {
  const ofUser = 'userId' in input || 'roles' in input;
  const ofGroup = 'groupId' in input && input.groupId !== null;
  return {
    search: input.search,
    kind: 'kind' in input ? input.kind : null,
    order: 'order' in input ? input.order.field : null,
    ofOne: ofUser || ofGroup,
  };
}

function isInvitation(input: unknown): input is Pick<InvitedRefsInput, 'emails'> {
  return typeof input === 'object' && input !== null && 'emails' in input && Array.isArray(input.emails);
}

/** Pages have a slice, and nothing else of the domain has. */
function isListInput(input: unknown): input is ListInput {
  return typeof input === 'object' && input !== null && 'slice' in input;
}

function hasItems(value: unknown): value is { readonly items: readonly unknown[] } {
  return typeof value === 'object' && value !== null && 'items' in value && Array.isArray(value.items);
}
