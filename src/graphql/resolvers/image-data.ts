import { GraphQLError, GraphQLScalarType, Kind } from 'graphql';

/** Any text: whether it is an image is for the domain to say, as data and along with all else that is wrong. */
export const ImageData = new GraphQLScalarType<string, never>({
  name: 'ImageData',
  parseValue: (value) => {
    if (typeof value === 'string') return value;
    throw new GraphQLError('ImageData must be text.');
  },
  parseLiteral: (node) => {
    if (node.kind === Kind.STRING) return node.value;
    throw new GraphQLError('ImageData must be text.', { nodes: node });
  },
  serialize: () => {
    throw new GraphQLError('ImageData is only for input.');
  },
});
