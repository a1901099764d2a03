import { z } from 'zod';
import type { Random } from '../torture/random.ts';
import type { Cast } from './cast.ts';
import type { Door } from './requests.ts';

const schemaShape = z.looseObject({
  $ref: z.string().optional(),
  type: z.union([z.string(), z.array(z.string())]).optional(),
  enum: z.array(z.unknown()).optional(),
  anyOf: z.array(z.unknown()).optional(),
  items: z.unknown().optional(),
  properties: z.record(z.string(), z.unknown()).optional(),
  required: z.array(z.string()).optional(),
});
const operationShape = z.object({
  operationId: z.string(),
  parameters: z
    .array(z.object({ name: z.string(), in: z.enum(['path', 'query', 'header']), schema: z.unknown() }))
    .default([]),
  requestBody: z.object({ content: z.record(z.string(), z.object({ schema: z.unknown() })) }).optional(),
  servers: z.array(z.object({ url: z.string() })).default([{ url: '/' }]),
});
const documentShape = z.object({
  paths: z.record(z.string(), z.record(z.string(), operationShape)),
  components: z.object({ schemas: z.record(z.string(), z.unknown()) }),
});

export type Document = z.infer<typeof documentShape>;

/** One operation of a REST door, as its OpenAPI document tells of it. */
interface Operation extends z.infer<typeof operationShape> {
  readonly door: Door;
  readonly method: string;
  readonly path: string;
}

/** A request that is valid, as far as the document tells what is. */
export interface RestSeed {
  readonly door: Door;
  readonly method: string;
  readonly path: string;
  readonly query: readonly (readonly [name: string, value: string])[];
  /** Null for what takes no body. */
  readonly fields: Readonly<Record<string, unknown>> | null;
  readonly types: readonly string[];
  readonly idempotencyKey: string | null;
}

export const readDocument = (json: unknown): Document => documentShape.parse(json);

export interface SeedDeps {
  readonly random: Random;
  readonly cast: Cast;
  /** As data URLs. */
  readonly pictures: readonly string[];
}

export function restSeeds(document: Document, { random, cast, pictures }: SeedDeps): () => RestSeed {
  const operations = Object.entries(document.paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]): Operation => {
      return {
        ...operation,
        path,
        method: method.toUpperCase(),
        door: path.startsWith('/api/') ? 'selfcommunity' : 'rooms',
      };
    }),
  );
  const named = namedValues({ random, cast, pictures });

  const valueFor = (given: unknown, name: string): unknown => {
    const made = named(name);
    if (made !== undefined) return made;
    const schema = resolve(document, given);
    if (schema.enum) return random.pick(schema.enum);
    if (schema.anyOf) return valueFor(random.pick(schema.anyOf), name);
    const type = typeof schema.type === 'string' ? schema.type : schema.type?.[0];
    if (type === 'object') return membersOf(schema, name);
    if (type === 'array') return Array.from({ length: random.below(3) }, () => valueFor(schema.items, name));
    if (type === 'boolean') return random.chance(0.5);
    if (type === 'integer' || type === 'number') return random.below(30);
    return type === 'null' ? null : `text of ${name}`;
  };

  const membersOf = (given: unknown, name: string): Readonly<Record<string, unknown>> => {
    const { properties = {}, required = [] } = resolve(document, given);
    const members = Object.entries(properties).filter(([key]) => required.includes(key) || random.chance(0.5));
    return Object.fromEntries(members.map(([key, schema]) => [key, valueFor(schema, `${name}.${key}`.slice(1))]));
  };

  return () => {
    const { door, method, path, parameters, requestBody, servers } = random.pick(operations);
    const server = random.pick(servers).url.replace(/\/$/, '');
    const content = Object.entries(requestBody?.content ?? {});
    const [first] = content;
    const query = parameters.filter((parameter) => parameter.in === 'query' && random.chance(0.5));
    const isRooms = door === 'rooms';
    return {
      door,
      method,
      path: server + path.replace(/\{(\w+)\}/g, (_match, name: string) => pathValue(name, path, cast)),
      query: query.map(({ name, schema }) => [name, String(valueFor(schema, `?${name}`))] as const),
      fields: first === undefined ? null : spelled(membersOf(first[1].schema, ''), isRooms),
      types: content.map(([type]) => type),
      idempotencyKey: random.chance(0.1) ? `key-${random.below(20)}` : null,
    };
  };
}

function pathValue(name: string, path: string, cast: Cast): string {
  if (name === 'url') return cast.slug();
  if (name === 'token') return cast.privateToken();
  if (name === 'userId' || path.includes('/user/{')) return String(cast.userId());
  return String(cast.groupId());
}

/** The rooms door names users by text. */
function spelled(fields: Readonly<Record<string, unknown>>, isRooms: boolean): Readonly<Record<string, unknown>> {
  if (!isRooms) return fields;
  const text = (value: unknown): unknown => (Array.isArray(value) ? value.map(String) : String(value));
  return Object.fromEntries(
    Object.entries(fields).map(([name, value]) => [
      name,
      name === 'userId' || name === 'userIds' ? text(value) : value,
    ]),
  );
}

function namedValues({ random, cast, pictures }: SeedDeps): (name: string) => unknown {
  const users = () => Array.from({ length: 1 + random.below(3) }, () => cast.userId());
  const makers: Readonly<Record<string, () => unknown>> = {
    name: () => cast.newName(),
    url: () => cast.newName(),
    slug: () => cast.newName(),
    id: () => cast.groupId(),
    roomId: () => cast.groupId(),
    userId: () => cast.userId(),
    users,
    invite_users: users,
    userIds: users,
    emails: () => ['a@example.org', 'b@example.org'],
    color: () => '#ff8800',
    country: () => 'IT',
    organizationWebsite: () => 'https://example.org/',
    image_original: () => random.pick(pictures),
    emotional_image_original: () => random.pick(pictures),
    avatar: () => random.pick(pictures),
    '?token': () => cast.privateToken(),
    '?user': () => cast.userId(),
    '?search': () => 'group',
    '?query': () => 'group',
    '?name': () => 'group',
  };
  return (name) => (Object.hasOwn(makers, name) ? makers[name]?.() : undefined);
}

function resolve(document: Document, given: unknown): z.infer<typeof schemaShape> {
  const schema = schemaShape.parse(given ?? {});
  const name = schema.$ref?.split('/').at(-1);
  return name === undefined ? schema : resolve(document, document.components.schemas[name]);
}
