import { readFileSync } from 'node:fs';
import { ApolloServerErrorCode } from '@apollo/server/errors';
import {
  buildClientSchema,
  buildSchema,
  type GraphQLNamedType,
  getIntrospectionQuery,
  isEnumType,
  isInputObjectType,
  isInterfaceType,
  isIntrospectionType,
  isObjectType,
  isSpecifiedScalarType,
  lexicographicSortSchema,
  printSchema,
} from 'graphql';
import { afterAll, describe, expect, it } from 'vitest';
import { ERROR_CODES } from '../../src/graphql/errors/error-codes.ts';
import { graphql } from '../support/requests.ts';
import { startServer } from '../support/server.ts';

const schema = buildSchema(readFileSync('schema.graphql', 'utf8'));
const introduction = schema.description ?? '';
const server = await startServer();
afterAll(() => server.stop());

type Described = { readonly name: string; readonly description?: string | null | undefined };

/** Everything in the schema that has a description, by its place. */
const described = Object.values(schema.getTypeMap())
  .filter((type) => !isIntrospectionType(type) && !isSpecifiedScalarType(type))
  .flatMap((type) => [entry(type.name, type), ...partsOf(type)]);

function partsOf(type: GraphQLNamedType) {
  if (isEnumType(type)) return type.getValues().map((value) => entry(`${type.name}.${value.name}`, value));
  if (isInputObjectType(type)) {
    return Object.values(type.getFields()).map((field) => entry(`${type.name}.${field.name}`, field));
  }
  if (!isObjectType(type) && !isInterfaceType(type)) return [];
  return Object.values(type.getFields()).map((field) => entry(`${type.name}.${field.name}`, field));
}

function entry(place: string, { description }: Described) {
  return { place, description: description ?? '' };
}

describe('the schema', () => {
  it('describes every type, field, input field and enum value', () => {
    expect(described.filter(({ description }) => description === '').map(({ place }) => place)).toEqual([]);
  });

  it("begins each description with a sentence of its own, before the vendors' words", () => {
    const vendorsFirst = described.filter(({ description }) => {
      const [first = ''] = description.split(/(?<=[.:])\s/);
      return !/^[A-Z\d]/.test(first) || /\b(SC|[Rr]ooms|REST):/.test(first) || /^(SC|Rooms|REST|Null)\b/.test(first);
    });

    expect(vendorsFirst).toEqual([]);
  });

  it('lists every code that an error can have', () => {
    const [, listed = ''] = /`extensions\.code` is one of ([^.]+)\./.exec(introduction) ?? [];
    const codes = [...listed.matchAll(/`(\w+)`/g)].map(([, code]) => code);

    expect(codes).toEqual([...ERROR_CODES]);
    expect(Object.values(ApolloServerErrorCode).filter((code) => !codes.includes(code))).toEqual([]);
  });

  it('is what introspection shows, with every description and its introduction', async () => {
    const query = getIntrospectionQuery({
      schemaDescription: true,
      specifiedByUrl: true,
      inputValueDeprecation: true,
      oneOf: true,
    });

    const { body } = await graphql(server.url, query);

    expect(body.data.__schema.description).toBe(introduction);
    const [shown, own] = [buildClientSchema(body.data), schema].map((each) =>
      printSchema(lexicographicSortSchema(each)),
    );
    expect(shown).toBe(own);
  });
});
