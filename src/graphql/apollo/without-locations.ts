import type { ApolloServerPlugin } from '@apollo/server';
import { withoutLocations } from '../engine/document-size.ts';
import type { RequestContext } from '../request-context.ts';

/**
 * Takes the locations out of a document once it is valid; `errorLocations` gives them to errors of fields at the end.
 * graphql-js finds a line by counting from the start of the document, for each error and each place where the field is
 * selected: 500 places under 1,000 groups took seconds.
 */
export const executedWithoutLocations: ApolloServerPlugin<RequestContext> = {
  async requestDidStart() {
    return {
      async validationDidStart(requestContext) {
        return async (errors) => {
          if (!errors) Object.assign(requestContext, { document: withoutLocations(requestContext.document) });
        };
      },
    };
  },
};
