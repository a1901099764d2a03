import { GraphQLError, GraphQLScalarType } from 'graphql';
import {
  CountryCodeResolver,
  DateTimeResolver,
  HexColorCodeResolver,
  SafeIntResolver,
  URLResolver,
} from 'graphql-scalars';
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

/** As text at once: dates keep the engine from its short way to make JSON. */
const DateTimeScalar = new GraphQLScalarType({
  ...DateTimeResolver.toConfig(),
  serialize: (value) => isoTime(DateTimeResolver.serialize(value)),
});

/** What is given out was an address when it was taken in, or made here; to parse each again takes longer than to find it. */
const URLScalar = new GraphQLScalarType({ ...URLResolver.toConfig(), serialize: String });

export const scalars = {
  CountryCode: ofNoObjects(CountryCodeResolver),
  DateTime: ofNoObjects(DateTimeScalar),
  HexColorCode: ofNoObjects(HexColorCodeResolver),
  SafeInt: ofNoObjects(SafeIntResolver),
  URL: ofNoObjects(URLScalar),
};
