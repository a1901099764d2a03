import { Validator } from '@seriousme/openapi-schema-validator';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { afterAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { DIALECTS } from '../../../src/app.ts';
import type { Route } from '../../../src/rest/dialect.ts';
import { openApiDocument } from '../../../src/rest/openapi/document.ts';
import { objectOf } from '../../../src/rest/openapi/schemas.ts';
import { send } from '../../support/requests.ts';
import { addresses, contradictions, document, type Exchange } from '../../support/rest-contract.ts';
import { shownUser } from '../../support/selfcommunity-users.ts';
import { startServer } from '../../support/server.ts';

interface Endpoint {
  readonly prefix: string;
  readonly path: string;
  readonly route: Route;
}

const endpoints: readonly Endpoint[] = DIALECTS.flatMap(({ prefixes, routes }) =>
  prefixes.flatMap((prefix) =>
    Object.values(routes)
      .flat()
      .map((route) => ({ prefix, path: `${prefix}${route.path.replace(/:(\w+)/g, '{$1}')}`, route })),
  ),
);
const named = endpoints.map((endpoint) => [`${endpoint.route.method} ${endpoint.path}`, endpoint] as const);
const first = named.filter(([, { prefix }]) => prefix !== '/quran-reflect/v1');

const body = z.object({ required: z.array(z.string()).default([]) });
const bodies = z.object({ components: z.object({ schemas: z.record(z.string(), z.unknown()) }) }).parse(document)
  .components.schemas;
const refusedFields = z.union([
  z.object({ errors: z.array(z.object({ field: z.string() })) }).transform(({ errors }) => errors.map((e) => e.field)),
  z
    .object({ details: z.object({ error: z.object({ details: z.record(z.string(), z.string()) }) }) })
    .transform(({ details }) => Object.keys(details.error.details)),
]);

const picture = z.object({ format: z.string().optional() }).optional();
const withPictures = z.object({
  properties: z.object({ image_original: picture, emotional_image_original: picture }).default({}),
});

const server = await startServer();
afterAll(() => server.stop());
await server.addUsers(1, 9);
const token = await server.token(1);
// Group 1: of one that is not there, nobody learns that it takes a token to read its members.
await send(`${server.url}/api/v2/group/`, { token, json: { name: 'Open', privacy: 'public' } });
const call = ({ route, path }: Endpoint, options: object) =>
  send(`${server.url}${path.replace(/\{(id|userId|postId)\}/g, '1').replace(/\{\w+\}/g, 'none')}`, {
    method: route.method,
    ...options,
  });

const success = z.object({ content: z.object({ 'application/json': z.object({ example: z.unknown() }) }) });

function successOf(path: string, { method, gives }: Route) {
  const operation = z
    .object({ responses: z.record(z.string(), z.unknown()) })
    .parse(document.paths[path]?.[method.toLowerCase()]);
  const status = gives?.status ?? 0;
  return { status, example: success.parse(operation.responses[status]).content['application/json'].example };
}

function exampleExchange(url: string, { method }: Route, status: number, answered: unknown): Exchange {
  return { method, url: url.replace(/\{\w+\}/g, '1'), status, sent: undefined, answered, isEmpty: false };
}

describe('the document', () => {
  it('is valid OpenAPI 3.1', async () => {
    const validator = new Validator();

    expect(await validator.validate(structuredClone(document))).toEqual({ valid: true });
    expect(validator.version).toBe('3.1');
  });

  it('has every route below each of its prefixes, and nothing else', () => {
    const documented = addresses.flatMap(({ address, methods }) =>
      methods.map((method) => `${method.toUpperCase()} ${address}`),
    );

    expect(documented.toSorted()).toEqual(named.map(([name]) => name).toSorted());
  });

  it('has every operation once: what it is called below another prefix is a matter of servers', () => {
    const endpoints = DIALECTS.flatMap(({ routes }) => Object.values(routes).flat());
    const operations = Object.values(document.paths).flatMap((methods) => Object.keys(methods));

    expect(operations).toHaveLength(endpoints.length);
    expect(document.paths['/v1/rooms/{id}']?.['get']?.servers).toEqual([{ url: '/' }, { url: '/quran-reflect' }]);
  });

  it('cannot be made of prefixes that do not end alike', () => {
    const [dialect] = DIALECTS;
    if (dialect === undefined) throw new Error('there is no dialect');

    expect(() => openApiDocument([{ ...dialect, prefixes: ['/v1', '/v2'] }], '1')).toThrow('/v2 does not end with /v1');
  });

  it('gives each operation a name of its own', () => {
    const names = Object.values(document.paths).flatMap((methods) =>
      Object.values(methods).map(({ operationId }) => operationId),
    );

    expect(new Set(names).size).toBe(names.length);
  });

  it('cannot be made with a path whose parameters are not declared', () => {
    const [dialect] = DIALECTS;
    const route = dialect?.routes['users']?.find(({ path }) => path === '/user/:id/');
    if (dialect === undefined || route === undefined) throw new Error('there is no such route');
    const broken = { ...dialect, routes: { users: [{ ...route, takes: {} }] } };

    expect(() => openApiDocument([broken], '1')).toThrow('GET /user/:id/ declares the parameters none');
  });

  it.each(first)('says who may call: %s', async (_name, endpoint) => {
    const { status } = await call(endpoint, { ...(endpoint.route.takes.body && { json: {} }) });

    expect(status === 401).toBe(endpoint.route.anonymous !== true);
  });

  const writes = first.filter(([, { route }]) => route.takes.body && route.refuses.includes('INVALID'));
  it.each(writes)('says what is needed, and no more: %s', async (_name, endpoint) => {
    const id = `${endpoint.prefix === '/v1' ? 'Rooms' : 'SelfCommunity'}${endpoint.route.name.replace(/^./, (c) => c.toUpperCase())}`;
    const { required } = body.parse(bodies[id]);
    const made = await send(`${server.url}/api/v2/group/`, {
      token,
      json: { name: crypto.randomUUID(), privacy: 'public' },
    });
    const path = endpoint.path.replace('{id}', made.body.id);
    const whose = { id: made.body.id, roomId: made.body.id };
    const given = Object.fromEntries(Object.entries(whose).filter(([name]) => required.includes(name)));

    const answer = await send(`${server.url}${path}`, { method: endpoint.route.method, token, json: given });

    const missing = required.filter((name) => !(name in given));
    if (missing.length > 0) expect(refusedFields.parse(answer.body).toSorted()).toEqual(missing.toSorted());
    else expect(refusedFields.safeParse(answer.body).data ?? []).toEqual(ONE_OF_TWO[endpoint.route.path] ?? []);
  });

  const bodied = first.filter(([, { route }]) => route.gives?.shape);
  it.each(bodied)('has an answer as the encoder gives it, which fits: %s', (_name, { path, route }) => {
    const { status, example } = successOf(path, route);

    expect(example).not.toBeUndefined();
    expect(contradictions(exampleExchange(path, route, status, example))).toEqual([]);
  });

  it('has an example of every body that needs something, and of every parameter that is needed', () => {
    const needing = first.filter(([, { route }]) => {
      const { params = {}, query = {}, body = {} } = route.takes;
      const bare = Object.values({ ...params, ...query }).filter(({ isNeeded, about }) => {
        return isNeeded && about.example === undefined;
      });
      const needsBody = Object.values(body).some(({ isNeeded }) => isNeeded);
      return bare.length > 0 || (needsBody && route.example === undefined);
    });

    expect(needing.map(([name]) => name)).toEqual([]);
  });

  it('says that pictures of a form are files', () => {
    const pictures = Object.entries(bodies).flatMap(([name, schema]) => {
      const { image_original, emotional_image_original } = withPictures.parse(schema).properties;
      return image_original ? [[name, image_original.format, emotional_image_original?.format]] : [];
    });

    expect(pictures).toEqual([
      ['SelfCommunityCreateGroup', undefined, undefined],
      ['SelfCommunityCreateGroupForm', 'binary', 'binary'],
      ['SelfCommunityUpdateGroup', undefined, undefined],
      ['SelfCommunityUpdateGroupForm', 'binary', 'binary'],
      ['SelfCommunityPatchGroup', undefined, undefined],
      ['SelfCommunityPatchGroupForm', 'binary', 'binary'],
    ]);
  });

  const examples = first.filter(([, { route }]) => route.example);
  it.each(examples)('has an example that fits: %s', (_name, { route }) => {
    const schema = z.toJSONSchema(objectOf(route.takes.body ?? {}, 'out or null'), { io: 'input' });

    expect(new Ajv2020({ strict: false }).validate(schema, route.example)).toBe(true);
    const given = Object.entries(z.record(z.string(), z.unknown()).parse(route.example));
    const refused = given.filter(([name, value]) => !route.takes.body?.[name]?.schema.safeParse(value).success);
    expect(refused).toEqual([]);
  });
});

/** Bodies in which one of several fields is needed, which nothing says in a schema. */
const ONE_OF_TWO: Readonly<Record<string, readonly string[]>> = { '/rooms/:id/invite': ['userIds'] };

describe('an answer is found to contradict the document', () => {
  const { deleted, ...REST } = shownUser({
    id: 1,
    username: 'a',
    real_name: '',
    date_joined: '2026-03-04T12:00:00.123Z',
  });
  const USER = { ...REST, deleted };
  const REFUSAL = { errors: [{ code: 'not_found', message: 'Nothing was found here.' }] };
  const exchange = (changes: Partial<Exchange>): Exchange => ({
    method: 'GET',
    url: '/api/v2/user/1/',
    status: 200,
    sent: undefined,
    answered: USER,
    isEmpty: false,
    ...changes,
  });

  it.each<[string, Partial<Exchange>, string[]]>([
    ['not when it is as documented', {}, []],
    ['not when it is a refusal in the words of the door', { status: 404, answered: REFUSAL }, []],
    ['not at a path of no REST door', { url: '/graphql', answered: 1 }, []],
    ['by a status', { status: 202 }, ['GET /api/v2/user/1/ 202: the status is not in the document']],
    ['by what is missing', { answered: REST }, [expect.stringContaining("required property 'deleted'")]],
    ['by what is too much', { answered: { ...USER, password: 'a' } }, [expect.stringContaining('password')]],
    ['by a value', { answered: { ...USER, date_joined: 'today' } }, [expect.stringContaining('date-time')]],
    ['by a refusal in other words', { status: 404, answered: { error: 'no' } }, [expect.stringContaining('errors')]],
    ['by a success at no path', { url: '/api/v2/x/' }, ['GET /api/v2/x/ 200: not in the document']],
    [
      'by a body that is accepted',
      {
        method: 'POST',
        url: '/v1/rooms/1/invite',
        sent: { emails: 'a' },
        answered: { invited: true, inviteStatus: {} },
      },
      [expect.stringContaining('accepted /emails must be array')],
    ],
  ])('%s', (_how, changes, expected) => {
    const found = contradictions(exchange(changes));

    expect(found.slice(0, 1)).toEqual(expected);
  });
});
