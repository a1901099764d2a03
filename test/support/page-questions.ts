import { encodeGlobalId } from '../../src/graphql/relay/global-ids.ts';
import { type Answer, graphql, send } from './requests.ts';

export interface AskedPage {
  readonly id: number;
  readonly slug: string;
  readonly ownerId: number;
}

/** Everything that anyone can ask about a page. */
export function questions(serverUrl: string, token: string | null, page: AskedPage, privateToken = 'x') {
  const { id, slug, ownerId } = page;
  const globalId = encodeGlobalId('Group', id);
  const at = (path: string, options = {}) => send(serverUrl + path, { token, ...options });
  const ask = (query: string) => graphql(serverUrl, query, { token });
  const post = { method: 'POST' };
  return {
    profile: () => at(`/v1/rooms/${id}`),
    otherPrefix: () => at(`/quran-reflect/v1/rooms/${id}`),
    subdomain: () => at(`/v1/rooms/page/${slug}`),
    group: () => at(`/v1/rooms/group/${slug}`),
    members: () => at(`/v1/rooms/${id}/members`),
    posts: () => at(`/v1/rooms/${id}/posts`),
    search: () => at(`/v1/rooms/search?query=${slug}`),
    searchPages: () => at(`/v1/rooms/search?query=${slug}&roomType=page`),
    accept: () => at(`/v1/rooms/page/${slug}/accept/${privateToken}`),
    acceptEmail: () => at(`/v1/rooms/${id}/accept-invite?token=${privateToken}`),
    follow: () => at(`/v1/rooms/${id}/follow`, post),
    join: () => at(`/v1/rooms/${id}/join`, post),
    unfollow: () => at(`/v1/rooms/${id}/unfollow`, post),
    update: () => at('/v1/rooms/pages', { method: 'PATCH', json: { id, name: 'Mine' } }),
    invite: () => at(`/v1/rooms/${id}/invite`, { json: { userIds: [], emails: ['a@example.org'] } }),
    selfCommunity: () => at(`/api/v2/group/${id}/`),
    selfCommunitySearch: () => at(`/api/v2/group/search/?search=${slug}`),
    selfCommunityMembers: () => at(`/api/v2/group/${id}/subscribe/`),
    selfCommunityJoin: () => at(`/api/v2/group/${id}/subscribe/`, post),
    selfCommunityLeave: () => at(`/api/v2/group/${id}/subscribe/`, { method: 'DELETE' }),
    selfCommunityFeed: () => at(`/api/v2/group/${id}/feed/`),
    selfCommunityOfOwner: () => at(`/api/v2/user/${ownerId}/groups/`),
    byNumber: () => ask(`{ group(by: { databaseId: ${id} }) { name } }`),
    bySlug: () => ask(`{ group(by: { slug: "${slug}" }) { name } }`),
    node: () => ask(`{ node(id: "${globalId}") { id } nodes(ids: ["${globalId}"]) { id } }`),
    list: () => ask(`{ groups(filter: { search: "${slug}" }) { totalCount nodes { name } } }`),
    listPages: () => ask(`{ groups(filter: { search: "${slug}", kind: PAGE }) { totalCount nodes { name } } }`),
    ofOwner: () => ask(`{ user(by: { databaseId: ${ownerId} }) { groups { totalCount nodes { name } } } }`),
    joinGroup: () =>
      ask(`mutation { joinGroup(input: { groupId: "${globalId}" }) { group { id } userErrors { code } } }`),
  };
}

export async function answersTo(asked: ReturnType<typeof questions>) {
  const entries = Object.entries<() => Promise<Answer>>(asked);
  const answers = entries.map(async ([name, question]) => {
    const { status, body } = await question();
    return [name, { status, body }] as const;
  });
  return Object.fromEntries(await Promise.all(answers));
}
