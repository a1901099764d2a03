import { MAX_IDEMPOTENCY_KEY_LENGTH } from '../../domain/group-fields.ts';
import type { Declared } from '../decoder.ts';
import type { Dialect, Route, TokenHeader } from '../dialect.ts';
import { type Parts, refusalAnswers } from './refusals.ts';
import { objectOf, type Schemas } from './schemas.ts';

export interface Place {
  readonly dialect: Dialect;
  readonly noun: string;
  readonly prefix: string;
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

/** One route below one prefix. */
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
  const tokens = dialect.tokenHeaders.map((headers) => Object.fromEntries(headers.map((name) => [SCHEMES[name], []])));
  return {
    operationId: operationId(place, route),
    tags: [tagOf(place)],
    summary: route.summary,
    ...(description !== '' && { description }),
    ...(parameters.length > 0 && { parameters }),
    ...(body && { requestBody: requestBody(dialect, route, body, schemas) }),
    responses: { ...successAnswer(route, schemas), ...refusalAnswers(dialect, route, parts) },
    security: route.anonymous ? [...tokens, {}] : tokens,
  };
}

/** Unique in the document, where a route stands once for each of its prefixes. */
function operationId({ dialect, prefix }: Place, { name }: Route): string {
  const at = dialect.prefixes.indexOf(prefix);
  return `${dialect.name}_${name}${at === 0 ? '' : `_${at + 1}`}`;
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
    return { name, in: place, ...(required.includes(name) && { required: true }), description, schema };
  });
}

function requestBody(dialect: Dialect, route: Route, body: Declared, schemas: Schemas): object {
  const name = `${dialect.title}${route.name.replace(/^./, (first) => first.toUpperCase())}`;
  const schema = schemas.named(name, objectOf(body, 'out or null'));
  const { example } = route;
  const content = dialect.bodyTypes.map((type) => [type, { schema, ...(type === 'application/json' && { example }) }]);
  const { required = [] } = schemas.components[name] ?? {};
  return { ...(required.length > 0 && { required: true }), content: Object.fromEntries(content) };
}

function successAnswer({ gives }: Route, schemas: Schemas): Record<string, object> {
  if (gives === null) return {};
  const { status, shape } = gives;
  const content = shape && { content: { 'application/json': { schema: schemas.of(shape()) } } };
  return { [status]: { description: MEANINGS[status] ?? '', ...content } };
}
