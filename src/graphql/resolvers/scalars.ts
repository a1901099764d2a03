import { GraphQLError, GraphQLScalarType, Kind } from 'graphql';
import { DateTimeResolver, SafeIntResolver, URLResolver } from 'graphql-scalars';
import { isoTime } from '../../iso-time.ts';
import { TAKES_ANY_TEXT } from '../engine/coercion.ts';

/** Refuses objects before the library does, which makes text of them, and fails with words of V8 if they have none. */
function refusingObjects<Internal, External>(scalar: GraphQLScalarType<Internal, External>) {
  return new GraphQLScalarType<Internal, External>({
    ...scalar.toConfig(),
    parseValue(value) {
      if (typeof value === 'object') throw new GraphQLError(`${scalar.name} cannot represent an object or a list.`);
      return scalar.parseValue(value);
    },
  });
}

/**
 * Takes any text as input: the domain judges it, so that what is wrong comes back as data, along with all else that is
 * wrong. What is given out was judged when it was taken in.
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
    extensions: { [TAKES_ANY_TEXT]: true },
  });
}

/** Serializes to text at once: dates keep V8 from its fast way to make JSON. */
const DateTimeScalar = new GraphQLScalarType({
  ...DateTimeResolver.toConfig(),
  serialize: (value) => isoTime(DateTimeResolver.serialize(value)),
});

/** Does not parse what is given out: it was an address when it was taken in, and parsing takes longer than finding it. */
const URLScalar = new GraphQLScalarType({ ...URLResolver.toConfig(), serialize: String });

export const scalars = {
  CountryCode: judgedByTheDomain('CountryCode'),
  DateTime: refusingObjects(DateTimeScalar),
  HexColorCode: judgedByTheDomain('HexColorCode'),
  ImageData: judgedByTheDomain('ImageData'),
  SafeInt: refusingObjects(SafeIntResolver),
  URL: refusingObjects(URLScalar),
};
