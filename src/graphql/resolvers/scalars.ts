import { GraphQLError, GraphQLScalarType } from 'graphql';
import {
  CountryCodeResolver,
  DateTimeResolver,
  HexColorCodeResolver,
  SafeIntResolver,
  URLResolver,
} from 'graphql-scalars';

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

export const scalars = {
  CountryCode: ofNoObjects(CountryCodeResolver),
  DateTime: ofNoObjects(DateTimeResolver),
  HexColorCode: ofNoObjects(HexColorCodeResolver),
  SafeInt: ofNoObjects(SafeIntResolver),
  URL: ofNoObjects(URLResolver),
};
