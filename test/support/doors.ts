import { type Answer, graphql, send } from './requests.ts';

/** What every door can be asked to make. */
export interface Intent {
  readonly name: string;
  readonly slug: string;
  readonly description?: string;
  readonly isPublic: boolean;
  readonly idempotencyKey?: string;
}

/** A group as all doors can tell it. */
export interface SeenGroup {
  readonly id: number;
  readonly name: string;
  readonly slug: string;
  readonly description: string;
  readonly isPublic: boolean;
  readonly members: number;
  readonly isMember: boolean;
  readonly createdAt: string;
}

/** Accepted with a group, or refused: why in the common words, with the fields in the domain's. */
export type Outcome = SeenGroup | { readonly refused: string; readonly fields: Readonly<Record<string, string>> };

export interface Door {
  create(serverUrl: string, token: string | null, intent: Intent): Promise<Outcome>;
  read(serverUrl: string, token: string | null, id: number): Promise<Outcome>;
}

/** The rooms door has the fewest words for what is wrong with a field; the others are put in those. */
const FIELD_WORDS: Readonly<Record<string, string>> = {
  required: 'MISSING',
  blank: 'MIN_LENGTH',
  max_length: 'MAX_LENGTH',
  invalid: 'INVALID',
  unique: 'DUPLICATE',
};

const REFUSALS: Readonly<Record<string, string>> = {
  not_authenticated: 'UNAUTHENTICATED',
  authentication_failed: 'UNAUTHENTICATED',
  unauthorized: 'UNAUTHENTICATED',
  permission_denied: 'INSUFFICIENT_SCOPE',
  insufficient_scope: 'INSUFFICIENT_SCOPE',
  not_found: 'NOT_FOUND',
  idempotency_conflict: 'IDEMPOTENCY_CONFLICT',
  unprocessable_entity: 'IDEMPOTENCY_CONFLICT',
};

const refused = (reason: string, fields: Record<string, string> = {}): Outcome => ({
  refused: REFUSALS[reason] ?? reason,
  fields,
});

const keyHeader = ({ idempotencyKey }: Intent): Record<string, string> =>
  idempotencyKey === undefined ? {} : { 'idempotency-key': idempotencyKey };

const FIELDS = 'databaseId name slug description privacy subscribersCount viewerSubscriptionStatus createdAt';

function fromGraphql({ body }: Answer, field: string): Outcome {
  const group = body.data?.[field]?.group ?? body.data?.[field];
  if (!group) return refused(body.errors?.[0].extensions.code ?? 'NOT_FOUND');
  return {
    id: group.databaseId,
    name: group.name,
    slug: group.slug,
    description: group.description,
    isPublic: group.privacy === 'PUBLIC',
    members: group.subscribersCount,
    isMember: group.viewerSubscriptionStatus === 'SUBSCRIBED',
    createdAt: group.createdAt,
  };
}

const graphqlDoor: Door = {
  async create(serverUrl, token, { isPublic, ...intent }) {
    const input = { ...intent, privacy: isPublic ? 'PUBLIC' : 'PRIVATE', visible: isPublic };
    const answer = await graphql(
      serverUrl,
      `mutation ($input: CreateGroupInput!) {
        createGroup(input: $input) { group { ${FIELDS} } userErrors { code field } }
      }`,
      { token, variables: { input } },
    );
    const errors: { code: string; field: string[] | null }[] = answer.body.data?.createGroup.userErrors ?? [];
    const [error] = errors;
    if (!error) return fromGraphql(answer, 'createGroup');
    if (error.field === null || error.code.startsWith('IDEMPOTENCY')) return refused(error.code);
    return refused(
      'INVALID',
      Object.fromEntries(errors.map(({ code, field }) => [field?.[0], FIELD_WORDS[code.toLowerCase()]])),
    );
  },
  async read(serverUrl, token, id) {
    const answer = await graphql(serverUrl, `{ group(by: { databaseId: ${id} }) { ${FIELDS} } }`, { token });
    return fromGraphql(answer, 'group');
  },
};

function fromSelfCommunity({ status, body }: Answer): Outcome {
  if (status >= 400) {
    const [first] = body.errors;
    if (first.field === undefined) return refused(first.code);
    const fields = body.errors.map(({ field, messages }: { field: string; messages: { code: string }[] }) => [
      field,
      FIELD_WORDS[messages[0]?.code ?? ''],
    ]);
    return refused('INVALID', Object.fromEntries(fields));
  }
  return {
    id: body.id,
    name: body.name,
    slug: body.slug,
    description: body.description,
    isPublic: body.privacy === 'public',
    members: body.subscribers_counter,
    isMember: body.subscribed,
    createdAt: body.created_at,
  };
}

const selfCommunityDoor: Door = {
  async create(serverUrl, token, intent) {
    const { isPublic, idempotencyKey: _key, ...rest } = intent;
    const json = { ...rest, privacy: isPublic ? 'public' : 'private', visible: isPublic };
    return fromSelfCommunity(await send(`${serverUrl}/api/v2/group/`, { token, json, headers: keyHeader(intent) }));
  },
  async read(serverUrl, token, id) {
    return fromSelfCommunity(await send(`${serverUrl}/api/v2/group/${id}/`, { token }));
  },
};

function fromRooms({ status, body }: Answer): Outcome {
  if (status >= 400) {
    const { url: slug, ...rest } = body.details?.error.details ?? {};
    const reason = body.type === 'invalid_request' ? 'INVALID' : body.type;
    return refused(reason, { ...rest, ...(slug && { slug }) });
  }
  const room = body.data ?? body;
  return {
    id: room.id,
    name: room.name,
    slug: room.url,
    description: room.description,
    isPublic: room.isPublic,
    members: room.membersCount,
    isMember: room.isMember,
    createdAt: room.createdAt,
  };
}

const roomsDoor: Door = {
  async create(serverUrl, token, intent) {
    const { isPublic, slug, idempotencyKey: _key, ...rest } = intent;
    const json = { ...rest, url: slug, public: isPublic };
    return fromRooms(await send(`${serverUrl}/v1/rooms/groups`, { token, json, headers: keyHeader(intent) }));
  },
  async read(serverUrl, token, id) {
    return fromRooms(await send(`${serverUrl}/v1/rooms/${id}`, { token }));
  },
};

export const doors = { graphql: graphqlDoor, selfcommunity: selfCommunityDoor, rooms: roomsDoor } as const;
