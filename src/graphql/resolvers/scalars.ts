import { GraphQLError, GraphQLScalarType, Kind } from 'graphql';
import { DateTimeResolver, SafeIntResolver, URLResolver } from 'graphql-scalars';
import { isoTime } from '../../iso-time.ts';

/** The library makes text of what it refuses, and fails with words of the engine where an object has none. */
function ofNoObjects<Internal, External>(scalar: GraphQLScalarType<Internal, External>) {
  return new GraphQLScalarType<Internal, External>({
    ...scalar.toConfig(),
    parseValue(value) {
      if (typeof value === 'object') throw new GraphQLError(`${scalar.name} cannot represent an object or a list.`);
      return scalar.parseValue(value);
    },
  });
}

/**
 * Any text as input: the domain judges it, so that what is wrong comes back as data, along with all else that is. What is
 * given out was judged when it was taken in.
 */
function judgedByTheDomain(name: string) {
  const refusal = `${name} must be text.`;
  return new GraphQLScalarType<string, string>({
    name,
    parseValue: (value) => {
      if (typeof value === 'string') return value;
      throw new GraphQLError(refusal);
    },
    parseLiteral: (node) => {
      if (node.kind === Kind.STRING) return node.value;
      throw new GraphQLError(refusal, { nodes: node });
    },
    serialize: String,
  });
}

/** As text at once: dates keep the engine from its short way to make JSON. */
const DateTimeScalar = new GraphQLScalarType({
  ...DateTimeResolver.toConfig(),
  serialize: (value) => isoTime(DateTimeResolver.serialize(value)),
});

/** What is given out was an address when it was taken in, or made here; to parse each again takes longer than to find it. */
const URLScalar = new GraphQLScalarType({ ...URLResolver.toConfig(), serialize: String });

export const scalars = {
  CountryCode: judgedByTheDomain('CountryCode'),
  DateTime: ofNoObjects(DateTimeScalar),
  HexColorCode: judgedByTheDomain('HexColorCode'),
  ImageData: judgedByTheDomain('ImageData'),
  SafeInt: ofNoObjects(SafeIntResolver),
  URL: ofNoObjects(URLScalar),
};
