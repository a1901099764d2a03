// Lets operations that come again be executed by what they were compiled to. Whatever would have an error in its answer is
// dropped and left to graphql-js, as if nothing had run: errors are found, ordered, logged and masked in one way only.
//
// The second run is paid for, and an operation that keeps failing is seldom tried again. A mutation runs once:
// `engine/attempt.ts` says how. Introspection is left to graphql-js.
//
// graphql-jit is not used: 0.8.9 makes code of the text of a document, and runs what a caller hides in a string. A plugin
// with `executionDidStart` hears nothing of what is executed here.
import { type ApolloServerPlugin, HeaderMap } from '@apollo/server';
import type { Limits } from '../../config/limits.ts';
import { LARGE_ANSWER, MANY_OBJECTS, ownTurn } from '../../http/own-turn.ts';
import { isRepeated } from '../engine/attempt.ts';
import { type GraphQLOperation, operationCache } from '../engine/operation-cache.ts';
import type { ObjectData } from '../engine/run.ts';
import { mayTry, noteTrial } from '../engine/trials.ts';
import { costReader } from '../limits/cost.ts';
import { giveBack, payFor, payForSecondRun } from '../limits/payment.ts';
import type { RequestContext } from '../request-context.ts';
import { namesForTheLog } from './operation-names.ts';
import { unpaidAnswer } from './unpaid.ts';

type AnswerLimits = Pick<Limits['operation'], 'rows' | 'answer'>;

export interface CompiledExecution {
  /** Lets Apollo answer with what is compiled, and learn what to compile. */
  readonly plugin: ApolloServerPlugin<RequestContext>;
  /** Answers a compiled operation with data without errors; with null where Apollo answers, and refuses a mutation by GET. */
  answer(operation: GraphQLOperation, context: RequestContext, mayMutate: boolean): Promise<ObjectData | null>;
}

export function compiledExecution({ rows, answer: maxBytes }: AnswerLimits): CompiledExecution {
  const cache = operationCache((valid) => ({ names: namesForTheLog(valid.operation), cost: costReader(valid) }));

  const execute = async (
    operation: GraphQLOperation,
    context: RequestContext,
    { pays, mayMutate }: { readonly pays: boolean; readonly mayMutate: boolean },
  ): Promise<ObjectData | null> => {
    const found = cache.find(operation);
    context.metrics.lookedUp('operations', found !== undefined);
    if (!found || (!mayMutate && found.operation.operation !== 'query')) return null;

    const { facts, trials } = found;
    const { values, errors } = found.readVariables(operation.variables);
    if (errors.length > 0) return null;
    const cost = facts.cost(values);
    const compiled = cost.objects > rows ? null : cache.compiledFor(found, values);
    if (!compiled) return null;
    if (!mayTry(trials)) {
      context.attempt.compiled = 'skipped';
      return null;
    }
    if (pays && payFor(cost, context)?.ok === false) return null;

    context.record.operation = facts.names.operation;
    context.record.operationName = facts.names.operationName;
    context.attempt.compiled = 'begun';
    if (cost.objects >= MANY_OBJECTS) await ownTurn();
    const completed = await compiled.run(context, values, maxBytes);
    noteTrial(trials, completed !== null);
    if (!completed) {
      // What was read for the answer that is dropped is read again: some of it may have failed.
      context.loaders = context.loaders.afresh();
      return null;
    }
    context.metrics.executed('compiled');
    giveBack(context, completed.objects);
    if (completed.size >= LARGE_ANSWER) await ownTurn();
    return completed.data;
  };

  const plugin: ApolloServerPlugin<RequestContext> = {
    async requestDidStart() {
      return {
        async responseForOperation({ request, source = '', schema, document, operation, contextValue: context }) {
          const { query = '', operationName = null, variables = {} } = request;
          // Whatever the type says, there is no operation where its name is unknown.
          if (context.attempt.compiled !== 'untried' || query !== source || !operation) return null;
          const sent: GraphQLOperation = { query, operationName, variables };
          if (!cache.learn(sent, schema, document, operation)) return null;
          const data = await execute(sent, context, { pays: false, mayMutate: true });
          if (data) return { http: { headers: new HeaderMap() }, body: { kind: 'single', singleResult: { data } } };
          const paid = isRepeated(context.attempt) ? payForSecondRun(context) : null;
          return paid?.ok === false ? unpaidAnswer(paid.refusal) : null;
        },
        async executionDidStart({ contextValue: { metrics } }) {
          metrics.executed('graphql-js');
        },
      };
    },
  };
  return { plugin, answer: (operation, context, mayMutate) => execute(operation, context, { pays: true, mayMutate }) };
}
