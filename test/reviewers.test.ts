import { SignJWT } from 'jose';
import { afterAll, describe, expect, it } from 'vitest';
import { person } from './support/engines.ts';
import { graphql } from './support/requests.ts';
import { SECRET, startServer } from './support/server.ts';

const server = await startServer();
afterAll(() => server.stop());
await server.store.importUsers([person(20, { reviewer: true })], new Date());

const tokenWith = (claims: Record<string, unknown>) =>
  new SignJWT({ token_type: 'access', user_id: 20, ...claims })
    .setProtectedHeader({ alg: 'HS256' })
    .setIssuedAt()
    .setExpirationTime('1h')
    .setJti('1')
    .sign(new TextEncoder().encode(SECRET));

describe('a user whom the directory calls a reviewer', () => {
  it.each([
    ['whose token carries no scopes', {}, 'may review'],
    ['whose token has the scope', { scp: ['guildhall.review'] }, 'may review'],
    ['whose token has other scopes', { scp: ['room'] }, 'FORBIDDEN'],
    ['whose token has no scope at all', { scope: '' }, 'FORBIDDEN'],
  ])('%s', async (_who, claims, expected) => {
    const { body } = await graphql(server.url, '{ pageRequests { totalCount } }', { token: await tokenWith(claims) });

    expect(body.errors?.[0].extensions.code ?? 'may review').toBe(expected);
  });
});
