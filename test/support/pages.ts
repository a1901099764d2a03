import { expect } from 'vitest';
import { encodeGlobalId } from '../../src/graphql/relay/global-ids.ts';
import type { AskedPage } from './page-questions.ts';
import { graphql, send } from './requests.ts';
import type { TestServer } from './server.ts';

const FIRST_OWNER = 100;

/** What the organisation says begins so, and nothing else does. */
export const MARK = 'zzq';
export const ORGANIZATION = {
  jobTitle: `${MARK} editor`,
  contactNumber: `${MARK} 555`,
  organizationName: `${MARK} institute`,
  organizationWebsite: `https://${MARK}.example`,
  purpose: `${MARK} teaching`,
  additionalDetails: `${MARK} more`,
};

export interface FiledPage extends AskedPage {
  readonly owner: string;
}

export const globalId = ({ id }: { readonly id: number }) => encodeGlobalId('Group', id);

/** Pages and what becomes of them, at one server. */
export function pagesOf(server: TestServer) {
  let owners = 0;

  /** Asks for a page, each for an owner of its own. */
  async function filePage(slug: string, changes: object = {}): Promise<FiledPage> {
    const ownerId = FIRST_OWNER + owners++;
    const owner = await server.token(ownerId);
    const json = { name: `Page ${slug}`, url: slug, public: true, ...ORGANIZATION, ...changes };
    const { status, body } = await send(`${server.url}/v1/rooms/pages`, { token: owner, json });
    expect(status).toBe(201);
    return { id: body.data.id, slug, ownerId, owner };
  }

  const room = ({ id }: { readonly id: number }, token: string | null) =>
    send(`${server.url}/v1/rooms/${id}`, { token });
  async function review(page: { readonly id: number }, token: string | null, decision = 'APPROVE') {
    const { body } = await graphql(
      server.url,
      `mutation { reviewPage(input: { groupId: "${globalId(page)}", decision: ${decision} }) {
      group { databaseId active verified } userErrors { code }
    } }`,
      { token },
    );
    return body.data.reviewPage;
  }

  async function requestsOf(status: string, token: string | null) {
    const fields = `status ${Object.keys(ORGANIZATION).join(' ')} submittedAt reviewedAt reviewedBy { databaseId }`;
    const { body } = await graphql(
      server.url,
      `{ pageRequests(status: ${status}, last: 100) { totalCount nodes { ${fields} page { databaseId active createdBy { databaseId } } } } }`,
      { token },
    );
    return body;
  }

  return { filePage, room, review, requestsOf };
}
