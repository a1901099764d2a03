import { describe, expect, it } from 'vitest';
import { breakingOpenApiChanges, readOpenApi } from './openapi-changes.ts';

interface Parts {
  readonly id?: string;
  readonly servers?: readonly string[];
  readonly path?: string;
  readonly parameters?: readonly object[];
  readonly takes?: object;
  readonly needsBody?: boolean;
  readonly type?: string;
  readonly status?: number;
  readonly gives?: object;
  readonly security?: readonly object[];
}

const object = (properties: object, ...required: readonly string[]) => ({ type: 'object', properties, required });
const TEXT = { type: 'string' };
const limit = (more: object = {}) => ({ name: 'limit', in: 'query', schema: { type: 'integer' }, ...more });

/** A document of one operation, in which a body and an answer are named and referred to. */
function documentOf({ path = '/groups', status = 201, type = 'application/json', ...parts }: Parts) {
  const operation = {
    operationId: parts.id,
    servers: parts.servers?.map((url) => ({ url })),
    parameters: parts.parameters ?? [limit()],
    requestBody: { required: parts.needsBody, content: { [type]: { schema: { $ref: '#/components/schemas/Body' } } } },
    responses: {
      [status]: { content: { 'application/json': { schema: { $ref: '#/components/schemas/Answer' } } } },
      400: { $ref: '#/components/responses/Refusal' },
    },
    security: parts.security ?? [{ bearer: [] }, {}],
  };
  const schemas = {
    Body: parts.takes ?? object({ name: TEXT, color: TEXT }, 'name'),
    Answer: parts.gives ?? object({ id: { type: 'integer' }, color: TEXT, self: REFERENCE }, 'id'),
  };
  const responses = { Refusal: { content: { 'application/json': { schema: TEXT } } } };
  return readOpenApi(JSON.stringify({ paths: { [path]: { post: operation } }, components: { schemas, responses } }));
}
const REFERENCE = { $ref: '#/components/schemas/Answer' };

const changes = (before: Parts, after: Parts) => breakingOpenApiChanges(documentOf(before), documentOf(after));
const takes = (schema: object): Parts => ({ takes: object({ it: schema }) });
const gives = (schema: object): Parts => ({ gives: object({ it: schema }) });
const ENUM = (...values: readonly unknown[]) => ({ enum: values });
const EITHER = (...choices: readonly object[]) => ({ anyOf: choices });

describe('a change that breaks clients', () => {
  it.each<[string, Parts, Parts, string]>([
    ['a path that is gone', {}, { path: '/rooms' }, 'is gone'],
    ['another name', { id: 'createGroup' }, { id: 'makeGroup' }, 'is no longer called createGroup'],
    ['a status that is gone', {}, { status: 200 }, 'no longer answers 201'],
    ['a parameter that is gone', {}, { parameters: [] }, 'no longer takes the parameter limit'],
    ['a parameter that is now needed', {}, { parameters: [limit({ required: true })] }, 'needs the parameter limit'],
    [
      'a new parameter that is needed',
      { parameters: [] },
      { parameters: [limit({ required: true })] },
      'needs the parameter limit',
    ],
    [
      'a parameter of fewer values',
      {},
      { parameters: [limit({ schema: { type: 'integer', maximum: 5 } })] },
      'parameter limit has a tighter maximum',
    ],
    ['a body that is now needed', {}, { needsBody: true }, 'needs a body'],
    ['another type of body', {}, { type: 'text/plain' }, 'no longer takes application/json'],
    ['a way in that is closed', {}, { security: [{ bearer: [] }] }, 'can no longer be called with no token'],
    [
      'a field that is now needed',
      { takes: object({ it: TEXT }) },
      { takes: object({ it: TEXT }, 'it') },
      'body (application/json).it is required',
    ],
    ['a field that is gone', takes(TEXT), { takes: object({}) }, 'body (application/json).it is gone'],
    [
      'a field of another type',
      takes(TEXT),
      takes({ type: 'integer' }),
      'body (application/json).it no longer may be string',
    ],
    [
      'a field that may not be null any more',
      takes({ type: ['string', 'null'] }),
      takes(TEXT),
      'body (application/json).it no longer may be null',
    ],
    [
      'a field of fewer values',
      takes(ENUM('a', 'b')),
      takes(ENUM('a')),
      'body (application/json).it no longer may be "b"',
    ],
    ['a field of a few values', takes(TEXT), takes(ENUM('a')), 'body (application/json).it is limited to some values'],
    [
      'a shorter field',
      takes({ maxLength: 9 }),
      takes({ maxLength: 8 }),
      'body (application/json).it has a tighter maxLength',
    ],
    [
      'a field of another form',
      takes(TEXT),
      takes({ ...TEXT, pattern: '^a' }),
      'body (application/json).it has another pattern',
    ],
    [
      'a choice that is gone',
      takes(EITHER(TEXT, { type: 'integer' })),
      takes(TEXT),
      'body (application/json).it no longer may be {"type":"integer"}',
    ],
    [
      'an item of another type',
      takes({ items: TEXT }),
      takes({ items: { type: 'integer' } }),
      'body (application/json).it[] no longer may be string',
    ],
    ['a property of an answer that is gone', gives(TEXT), { gives: object({}) }, 'answer 201.it is gone'],
    [
      'a property of an answer that may be missing',
      { gives: object({ it: TEXT }, 'it') },
      { gives: object({ it: TEXT }) },
      'answer 201.it may be missing',
    ],
    [
      'a property of an answer that may be null',
      gives(TEXT),
      gives({ type: ['string', 'null'] }),
      'answer 201.it now may be null',
    ],
    [
      'a property of an answer of another type',
      gives({ type: 'integer' }),
      gives({ type: 'number' }),
      'answer 201.it now may be number',
    ],
    [
      'a property of an answer that may be more',
      gives(TEXT),
      gives(EITHER(TEXT, { type: 'null' })),
      'answer 201.it now may be {"type":"null"}',
    ],
    [
      'a value in a map of another type',
      gives({ additionalProperties: TEXT }),
      gives({ additionalProperties: { type: 'integer' } }),
      'answer 201.it{} now may be integer',
    ],
  ])('is %s', (_what, before, after, change) => {
    expect(changes(before, after)).toEqual([`POST /groups ${change}`]);
  });

  it('is a server that is gone', () => {
    expect(changes({ servers: ['/', '/community'] }, {})).toEqual(['POST /community/groups is gone']);
  });
});

describe('a change that breaks nobody', () => {
  it.each<[string, Parts, Parts]>([
    ['none, in schemas that refer to themselves', {}, {}],
    ['a path that is one of a server now', { path: '/community/groups' }, { servers: ['/', '/community'] }],
    ['a new server', {}, { servers: ['/', '/community'] }],
    ['a name, where there was none', {}, { id: 'createGroup' }],
    ['a new parameter', { parameters: [] }, {}],
    ['a new way in', { security: [{ bearer: [] }] }, {}],
    ['a new field', { takes: object({}) }, takes(TEXT)],
    ['a field that is not needed any more', { takes: object({ it: TEXT }, 'it') }, { takes: object({ it: TEXT }) }],
    ['a field of more types', takes({ type: 'integer' }), takes({ type: ['number', 'null'] })],
    ['a field of more values', takes(ENUM('a')), takes(ENUM('a', 'b'))],
    ['a longer field', takes({ maxLength: 8 }), takes({ maxLength: 9 })],
    ['a new choice', takes(TEXT), takes(EITHER(TEXT, { type: 'integer' }))],
    ['a new property of an answer', { gives: object({}) }, gives(TEXT)],
    [
      'a property of an answer that is always there',
      { gives: object({ it: TEXT }) },
      { gives: object({ it: TEXT }, 'it') },
    ],
    ['a property of an answer of fewer types', gives({ type: ['string', 'null'] }), gives(TEXT)],
    ['a new value in an answer, which clients have to expect', gives(ENUM('a')), gives(ENUM('a', 'b'))],
    ['a property of an answer with a limit', gives(TEXT), gives({ ...TEXT, maxLength: 9 })],
  ])('is %s', (_what, before, after) => {
    expect(changes(before, after)).toEqual([]);
  });
});
