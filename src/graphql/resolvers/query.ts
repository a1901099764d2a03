import { sortKey } from '../../domain/folding.ts';
import { getGroup } from '../../domain/operations/get-group.ts';
import { getUserByUsername } from '../../domain/operations/get-user.ts';
import { countGroups, listGroups } from '../../domain/operations/list-groups.ts';
import { countPageRequests, listPageRequests } from '../../domain/operations/list-page-requests.ts';
import { countUsers, listUsers } from '../../domain/operations/list-users.ts';
import type { PageRequest } from '../../domain/page-request.ts';
import { MAX_PAGE_SIZE } from '../../domain/pagination.ts';
import { refuse } from '../../domain/result.ts';
import type { GroupFilter, GroupOrder, GroupSelector } from '../../domain/store.ts';
import type { User } from '../../domain/user.ts';
import { valueOrThrow } from '../errors/top-level-error.ts';
import { connectionOf, decodeSlice, exactly } from '../relay/connections.ts';
import { decodeGlobalId, idOf } from '../relay/global-ids.ts';
import type { RequestContext } from '../request-context.ts';
import type { GroupBy, GroupFilter as GroupFilterInput, QueryResolvers } from '../types.generated.ts';

export const Query: QueryResolvers = {
  node: (_root, { id }, context) => loadNode(id, context),

  nodes: (_root, { ids }, context) => {
    if (ids.length > MAX_PAGE_SIZE) {
      const tooMany = { field: 'ids', reason: 'max_length', limit: MAX_PAGE_SIZE } as const;
      return valueOrThrow(refuse({ code: 'INVALID', fields: [tooMany] }));
    }
    return Promise.all(ids.map((id) => loadNode(id, context)));
  },

  viewer: (_root, _args, { viewer, loaders }) => (viewer ? loaders.user.load(viewer.userId) : null),

  group: async (_root, { by }, { deps, viewer }) => {
    const selector = selectorOf(by);
    if (selector === null) return null;
    const found = await getGroup(deps, viewer, selector);
    return !found.ok && found.refusal.code === 'NOT_FOUND' ? null : valueOrThrow(found);
  },

  groups: async (_root, { filter: filterInput, orderBy, ...slice }, { deps, viewer }) => {
    const filter = decodeFilter(filterInput);
    const usual = filter.search === null ? 'NAME' : 'RELEVANCE';
    const order: GroupOrder = { field: orderBy?.field ?? usual, descending: orderBy?.direction === 'DESC' };
    const page = valueOrThrow(
      await listGroups(deps, viewer, { filter, order, slice: decodeSlice(slice, order.field) }),
    );
    const count = async () => valueOrThrow(await countGroups(deps, viewer, filter));
    return connectionOf(page, order.field, ({ group, position }) => ({ node: group, position }), count);
  },

  user: async (_root, { by }, { deps, viewer, loaders }) => {
    if (typeof by.username === 'string') return valueOrThrow(await getUserByUsername(deps, viewer, by.username));
    const id = by.databaseId ?? idOf('User', by.id ?? '');
    return id === null ? null : loaders.lookUp(id);
  },

  pageRequests: async (_root, { status, ...slice }, { deps, viewer }) => {
    const page = valueOrThrow(
      await listPageRequests(deps, viewer, { status, slice: decodeSlice(slice, 'SUBMITTED_AT') }),
    );
    const read = (request: PageRequest) => ({
      node: request,
      position: { value: request.submittedAt.getTime(), id: request.groupId },
    });
    const count = async () => exactly(valueOrThrow(await countPageRequests(deps, viewer, status)));
    return connectionOf(page, 'SUBMITTED_AT', read, count);
  },

  users: async (_root, { search: given, ...slice }, { deps, viewer }) => {
    const search = searchFor(given);
    const page = valueOrThrow(await listUsers(deps, viewer, { search, slice: decodeSlice(slice, 'USERNAME') }));
    const read = (user: User) => ({ node: user, position: { value: sortKey(user.username), id: user.id } });
    return connectionOf(page, 'USERNAME', read, async () => valueOrThrow(await countUsers(deps, viewer, search)));
  },
};

/** Reads how a group is named; null for what can be no group's id. */
function selectorOf(by: GroupBy): GroupSelector | null {
  if (typeof by.slug === 'string') return { by: 'slug', slug: by.slug };
  const id = by.databaseId ?? idOf('Group', by.id ?? '');
  return id === null ? null : { by: 'id', ids: [id] };
}

async function loadNode(globalId: string, { loaders }: RequestContext) {
  const decoded = decodeGlobalId(globalId);
  if (decoded === null) return null;
  return decoded.type === 'Group' ? loaders.group.load(decoded.id) : loaders.lookUp(decoded.id);
}

function decodeFilter(input: GroupFilterInput | null | undefined): GroupFilter {
  return {
    search: searchFor(input?.search),
    kind: input?.kind ?? null,
    privacy: input?.privacy ?? null,
    viewerRoles: input?.viewerRole ?? null,
    viewerStatuses: input?.viewerSubscriptionStatus ?? null,
    memberId: null,
  };
}

function searchFor(given: string | null | undefined): string | null {
  return given?.trim() ? given : null;
}
