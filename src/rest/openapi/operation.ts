/**
 * Describes one route as an OpenAPI operation. All of it follows from what the route's decoder and encoder declare, so
 * that the document cannot differ from what is served.
 */

import { MAX_IDEMPOTENCY_KEY_LENGTH } from '../../domain/group-fields.ts';
import { linksFrom } from '../../links.ts';
import type { Declared } from '../decoder.ts';
import type { Dialect, Route, TokenHeader } from '../dialect.ts';
import { image, takesPictures } from '../field-reader.ts';
import { ANNA } from '../samples.ts';
import type { WireContext } from '../wire.ts';
import { type Parts, refusalAnswers } from './refusals.ts';
import { type JsonSchema, objectOf, type Schemas } from './schemas.ts';

export interface Place {
  readonly dialect: Dialect;
  readonly noun: string;
}

/** The path below which a dialect is documented; its other paths are listed as other servers. */
export function prefixOf({ prefixes: [first = ''] }: Dialect): string {
  return first;
}

const SCHEMES: Readonly<Record<TokenHeader, string>> = {
  authorization: 'bearer',
  'x-auth-token': 'authToken',
  'x-client-id': 'clientId',
};

const MEANINGS: Readonly<Record<number, string>> = { 200: 'Done.', 201: 'Created.', 204: 'Done; there is no body.' };

export function tagOf({ dialect, noun }: Place): string {
  return `${dialect.title}: ${noun}`;
}

const CHANGES = 'A GET that changes something, as the vendor has it; HEAD is refused.';

/** Describes one route, below each prefix of its dialect. */
export function operation(place: Place, route: Route, parts: Parts): object {
  const { schemas } = parts;
  const { dialect } = place;
  const { body, idempotencyKey } = route.takes;
  const parameters = [
    ...parametersIn('path', route.takes.params, schemas),
    ...parametersIn('query', route.takes.query, schemas),
    ...(idempotencyKey ? [IDEMPOTENCY_KEY] : []),
  ];
  const description = [route.description, route.changes && CHANGES].filter(Boolean).join(' ');
  const servers = serversOf(dialect);
  const tokens = dialect.tokenHeaders.map((headers) => Object.fromEntries(headers.map((name) => [SCHEMES[name], []])));
  return {
    operationId: `${dialect.name}_${route.name}`,
    tags: [tagOf(place)],
    summary: route.summary,
    ...(description !== '' && { description }),
    ...(parameters.length > 0 && { parameters }),
    ...(body && { requestBody: requestBody(dialect, route, body, schemas) }),
    responses: { ...successAnswer(place, route, schemas), ...refusalAnswers(dialect, route, parts) },
    security: route.anonymous ? [...tokens, {}] : tokens,
    ...(servers.length > 1 && { servers }),
  };
}

/** Servers of a dialect, one for each prefix: the part of the path before the documented prefix. */
function serversOf(dialect: Dialect): { readonly url: string }[] {
  const first = prefixOf(dialect);
  return dialect.prefixes.map((prefix) => {
    if (!prefix.endsWith(first)) throw new Error(`${prefix} does not end with ${first}`);
    return { url: prefix.slice(0, -first.length) || '/' };
  });
}

const IDEMPOTENCY_KEY = {
  name: 'Idempotency-Key',
  in: 'header',
  description: 'For 24 hours, the same key with the same body gives the first answer again.',
  schema: { type: 'string', minLength: 1, maxLength: MAX_IDEMPOTENCY_KEY_LENGTH, pattern: '^[ -~]+$' },
};

function parametersIn(place: 'path' | 'query', declared: Declared = {}, schemas: Schemas): object[] {
  const { properties = {}, required = [] } = schemas.of(objectOf(declared, 'out'));
  return Object.entries(properties).map(([name, property]) => {
    const { description, ...schema } = typeof property === 'boolean' ? {} : property;
    const example = declared[name]?.about.example;
    return { name, in: place, ...(required.includes(name) && { required: true }), description, schema, example };
  });
}

function requestBody(dialect: Dialect, route: Route, body: Declared, schemas: Schemas): object {
  const name = `${dialect.title}${route.name.replace(/^./, (first) => first.toUpperCase())}`;
  const json = objectOf(body, 'out or null');
  const schema = schemas.named(name, json);
  const content = {
    'application/json': { schema, example: route.example },
    'application/x-www-form-urlencoded': { schema },
    'multipart/form-data': {
      schema: takesPictures(route.takes) ? schemas.named(`${name}Form`, json, withFiles(body)) : schema,
    },
  };
  const { required = [] } = schemas.components[name] ?? {};
  return {
    ...(required.length > 0 && { required: true }),
    content: Object.fromEntries(dialect.bodyTypes.map((type) => [type, content[type]])),
  };
}

/** Documents pictures as files, as forms send them; generators of clients know no other word. */
function withFiles(body: Declared) {
  return ({ properties = {}, ...schema }: JsonSchema): JsonSchema => {
    const parts = Object.entries(properties).map(([name, property]) => {
      if (body[name]?.schema !== image) return [name, property];
      const { description } = body[name].about;
      return [name, { type: 'string', format: 'binary', description }];
    });
    return { ...schema, properties: Object.fromEntries(parts) };
  };
}

function successAnswer({ dialect }: Place, { path, gives }: Route, schemas: Schemas): Record<string, object> {
  if (gives === null) return {};
  const { status, shape, example } = gives;
  const context = exampleContext(`${prefixOf(dialect)}${path}`);
  const content = shape && {
    content: { 'application/json': { schema: schemas.of(shape()), example: example(context) } },
  };
  return { [status]: { description: MEANINGS[status] ?? '', ...content } };
}

/** The context of the examples: the caller is Anna, who manages the groups in them. */
function exampleContext(path: string): WireContext {
  return {
    viewer: { userId: ANNA.id, scopes: null },
    links: linksFrom('http://localhost:4000'),
    request: { path, params: {}, query: new URLSearchParams(), fields: {}, idempotencyKey: null },
  };
}
