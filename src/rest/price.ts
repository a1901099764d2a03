import type { ListGroupsOfInput } from '../domain/operations/list-groups-of.ts';
import type { ListMembersInput } from '../domain/operations/list-members.ts';
import type { ListOwnGroupsInput } from '../domain/operations/list-own-groups.ts';
import type { SearchGroupsInput } from '../domain/operations/search-groups.ts';
import type { SuggestUsersInput } from '../domain/operations/suggest-users.ts';
import { type PricedList, priceOfCount, priceOfList, priceOfMembersCount, priceOfRows } from '../domain/price.ts';
import type { InvitedRefsInput } from '../domain/steps/with-user-refs.ts';

/** Inputs that ask for a slice of a list, and for the number of all its items. */
type ListInput = ListMembersInput | SearchedListInput;
type SearchedListInput = ListGroupsOfInput | ListOwnGroupsInput | SearchGroupsInput | SuggestUsersInput;

/** Points of an input beyond the one for its request: of a list for reading it, of an invitation one for each mail. */
export function priceOfInput(input: unknown): number {
  if (isInvitation(input)) return input.emails.length;
  if (!isListInput(input)) return 0;
  const rows = priceOfRows(input.slice.limit);
  if ('status' in input) return rows + priceOfMembersCount(input.status);
  const list = pricedList(input);
  return rows + priceOfList(list) + priceOfCount(list);
}

/** Points that were paid for rows which the answer does not have. */
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

/** Only inputs that ask for a list have a slice. */
function isListInput(input: unknown): input is ListInput {
  return typeof input === 'object' && input !== null && 'slice' in input;
}

function hasItems(value: unknown): value is { readonly items: readonly unknown[] } {
  return typeof value === 'object' && value !== null && 'items' in value && Array.isArray(value.items);
}
