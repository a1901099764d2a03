import type { ApolloServerPlugin } from '@apollo/server';
import { Kind, type OperationDefinitionNode } from 'graphql';
import type { RequestRecord } from '../../telemetry/request-record.ts';
import type { RequestContext } from '../request-context.ts';

const MAX_NAME_LENGTH = 100;

/** Notes in the record what a request is about, in words of the schema; the client's name for it is for the log alone. */
export const namedForTheLog: ApolloServerPlugin<RequestContext> = {
  async requestDidStart() {
    return {
      async didResolveOperation({ operation, contextValue: { record } }) {
        if (operation) Object.assign(record, namesForTheLog(operation));
      },
    };
  },
};

export function namesForTheLog(operation: OperationDefinitionNode): Pick<RequestRecord, 'operation' | 'operationName'> {
  return {
    operation: `${operation.operation} ${rootField(operation)}`,
    operationName: operation.name?.value.slice(0, MAX_NAME_LENGTH) ?? null,
  };
}

function rootField({ selectionSet: { selections } }: OperationDefinitionNode): string {
  const [only] = selections;
  return selections.length === 1 && only?.kind === Kind.FIELD ? only.name.value : 'several';
}
