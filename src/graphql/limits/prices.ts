import { z } from 'zod';
import { type PricedList, priceOfCount, priceOfList, priceOfMembersCount } from '../../domain/price.ts';
import type { GroupOrderField } from '../../domain/store.ts';
import type { Variables } from '../engine/run.ts';

/** The points of a field by its arguments, beyond those for the objects that it gives. */
export type FieldPrice = (args: Variables, isCounted: boolean) => number;

/** Total, so that a new order stops this file compiling: with one that is missing, a search would cost nothing. */
const ORDER_FIELDS = {
  NAME: 'NAME',
  CREATED_AT: 'CREATED_AT',
  SUBSCRIBERS_COUNT: 'SUBSCRIBERS_COUNT',
  LATEST_ACTIVITY: 'LATEST_ACTIVITY',
  RELEVANCE: 'RELEVANCE',
} as const satisfies { readonly [Field in GroupOrderField]: Field };

const groupsArguments = z.object({
  filter: z
    .object({
      search: z.string().nullish(),
      kind: z.enum(['GROUP', 'PAGE']).nullish(),
      privacy: z.enum(['PUBLIC', 'PRIVATE']).nullish(),
      viewerRole: z.unknown().optional(),
      viewerSubscriptionStatus: z.unknown().optional(),
    })
    .nullish(),
  orderBy: z.object({ field: z.enum(ORDER_FIELDS) }).nullish(),
});

const usersArguments = z.object({ search: z.string().nullish() });

const PRICES: ReadonlyMap<string, FieldPrice> = new Map<string, FieldPrice>([
  ['Query.groups', (args, isCounted) => priceOf(listOfGroups(args), isCounted)],
  ['Query.users', (args, isCounted) => priceOf({ ...usersArguments.safeParse(args).data, ofOne: false }, isCounted)],
  ['Query.pageRequests', (_args, isCounted) => priceOf({ ofOne: false }, isCounted)],
  ['User.groups', (_args, isCounted) => priceOf({ ofOne: true }, isCounted)],
  ['Group.invitations', (_args, isCounted) => (isCounted ? priceOfMembersCount('INVITED') : 0)],
  ['Group.requests', (_args, isCounted) => (isCounted ? priceOfMembersCount('REQUESTED') : 0)],
]);

/** The price of a field, such as `Query.groups`; null for one that costs no more than its objects. */
export function priceOfField(coordinate: string): FieldPrice | null {
  return PRICES.get(coordinate) ?? null;
}

/** Arguments that cannot be read are wrong, and refused before anything is listed. */
function listOfGroups(args: Variables): PricedList {
  const { filter, orderBy } = groupsArguments.safeParse(args).data ?? {};
  const ofViewer = filter?.viewerRole ?? filter?.viewerSubscriptionStatus ?? null;
  const { search, kind, privacy } = filter ?? {};
  return { search, kind, privacy, order: orderBy?.field, ofOne: ofViewer !== null };
}

function priceOf(list: PricedList, isCounted: boolean): number {
  return priceOfList(list) + (isCounted ? priceOfCount(list) : 0);
}
