import { z } from 'zod';
import { narrowings, type Side } from './schema-changes.ts';

const parameter = z.object({
  name: z.string(),
  in: z.string(),
  required: z.boolean().default(false),
  schema: z.unknown(),
});
const servers = z.array(z.object({ url: z.string() }));
const content = z.record(z.string(), z.object({ schema: z.unknown() })).default({});
const answer = z.object({ content });
const operation = z.object({
  operationId: z.string().optional(),
  parameters: z.array(parameter).default([]),
  requestBody: z.object({ required: z.boolean().default(false), content }).optional(),
  responses: z.record(z.string(), z.union([z.object({ $ref: z.string() }), answer])),
  security: z.array(z.record(z.string(), z.unknown())).default([]),
  servers: servers.optional(),
});
type Operation = z.output<typeof operation>;
type Parameter = z.output<typeof parameter>;

const openApi = z.object({
  servers: servers.default([{ url: '/' }]),
  paths: z.record(z.string(), z.record(z.string(), operation)),
  components: z
    .object({
      schemas: z.record(z.string(), z.unknown()).default({}),
      responses: z.record(z.string(), answer).default({}),
    })
    .prefault({}),
});
export type OpenApi = z.output<typeof openApi>;

interface Pair<Part> {
  readonly before: Part;
  readonly after: Part;
}

export function readOpenApi(text: string): OpenApi {
  return openApi.parse(JSON.parse(text));
}

/** Each change that breaks a client written for `before`, in words that stay the same. */
export function breakingOpenApiChanges(before: OpenApi, after: OpenApi): string[] {
  const documents = { before, after };
  const kept = byAddress(after);
  return [...byAddress(before)].flatMap(([address, old]) => {
    const now = kept.get(address);
    const changes = now === undefined ? ['is gone'] : operationChanges(documents, { before: old, after: now });
    return changes.map((change) => `${address} ${change}`);
  });
}

/** Operations by method and path as they are called: what stands on several servers is called in several ways. */
function byAddress({ paths, servers: usual }: OpenApi): Map<string, Operation> {
  const addressed = Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods).flatMap(([method, operation]) =>
      (operation.servers ?? usual).map(({ url }) => {
        return [`${method.toUpperCase()} ${url.replace(/\/$/, '')}${path}`, operation] as const;
      }),
    ),
  );
  return new Map(addressed);
}

function operationChanges(documents: Pair<OpenApi>, operations: Pair<Operation>): string[] {
  return [
    ...nameChanges(operations),
    ...parameterChanges(documents, operations),
    ...bodyChanges(documents, operations),
    ...answerChanges(documents, operations),
    ...securityChanges(operations),
  ];
}

/** What generated clients call the operation by. */
function nameChanges({ before, after }: Pair<Operation>): string[] {
  const isKept = before.operationId === undefined || before.operationId === after.operationId;
  return isKept ? [] : [`is no longer called ${before.operationId}`];
}

function parameterChanges(documents: Pair<OpenApi>, { before, after }: Pair<Operation>): string[] {
  const same = (one: Parameter) => (other: Parameter) => one.name === other.name && one.in === other.in;
  const kept = before.parameters.flatMap((old) => {
    const now = after.parameters.find(same(old));
    if (now === undefined) return [`no longer takes the parameter ${old.name}`];
    const needed = now.required && !old.required ? [`needs the parameter ${old.name}`] : [];
    const narrower = schemaChanges(documents, 'request', { before: old.schema, after: now.schema });
    return [...needed, ...narrower.map((change) => `parameter ${old.name}${change}`)];
  });
  const added = after.parameters.filter((now) => now.required && !before.parameters.some(same(now)));
  return [...kept, ...added.map(({ name }) => `needs the parameter ${name}`)];
}

function bodyChanges(documents: Pair<OpenApi>, { before, after }: Pair<Operation>): string[] {
  if (after.requestBody?.required && !before.requestBody?.required) return ['needs a body'];
  return Object.entries(before.requestBody?.content ?? {}).flatMap(([type, old]) => {
    const now = after.requestBody?.content[type];
    if (now === undefined) return [`no longer takes ${type}`];
    const changes = schemaChanges(documents, 'request', { before: old.schema, after: now.schema });
    return changes.map((change) => `body (${type})${change}`);
  });
}

function answerChanges(documents: Pair<OpenApi>, { before, after }: Pair<Operation>): string[] {
  return Object.keys(before.responses).flatMap((status) => {
    const [old, now] = [answerOf(documents.before, before, status), answerOf(documents.after, after, status)];
    if (now === undefined) return [`no longer answers ${status}`];
    return Object.entries(old?.content ?? {}).flatMap(([type, { schema }]) => {
      const given = now.content[type];
      if (given === undefined) return [`no longer answers ${status} with ${type}`];
      const changes = schemaChanges(documents, 'answer', { before: schema, after: given.schema });
      return changes.map((change) => `answer ${status}${change}`);
    });
  });
}

function answerOf({ components }: OpenApi, { responses }: Operation, status: string) {
  const given = responses[status];
  return given && '$ref' in given ? components.responses[given.$ref.replace('#/components/responses/', '')] : given;
}

/** Every way in that was open still must be. */
function securityChanges({ before, after }: Pair<Operation>): string[] {
  const ways = ({ security }: Operation) => security.map((way) => Object.keys(way).toSorted().join(' and '));
  const open = new Set(ways(after));
  return ways(before)
    .filter((way) => !open.has(way))
    .map((way) => `can no longer be called with ${way || 'no token'}`);
}

function schemaChanges({ before, after }: Pair<OpenApi>, side: Side, schemas: Pair<unknown>): string[] {
  const find = (document: OpenApi) => (reference: string) =>
    document.components.schemas[reference.replace('#/components/schemas/', '')];
  return narrowings(side, { schema: schemas.before, find: find(before) }, { schema: schemas.after, find: find(after) });
}
