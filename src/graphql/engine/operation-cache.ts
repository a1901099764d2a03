import { type ApolloServerPlugin, type GraphQLRequestContext, HeaderMap } from '@apollo/server';
import {
  type GraphQLSchema,
  Kind,
  type OperationDefinitionNode,
  OperationTypeNode,
  type TypeNode,
  type VariableDefinitionNode,
} from 'graphql';
import { LRUCache } from 'lru-cache';
import type { Limits } from '../../config/limits.ts';
import { LARGE_ANSWER, MANY_OBJECTS, ownTurn } from '../../http/own-turn.ts';
import { bytesOfDocument, bytesOfText } from '../apollo/bounded-cache.ts';
import { namesForTheLog } from '../apollo/operation-names.ts';
import { costReader, fragmentsOf } from '../limits/cost.ts';
import { giveBack, payFor, payForSecondRun, unpaidAnswer } from '../limits/payment.ts';
import { type Context, newContext } from '../request-context.ts';
import { compileOperation } from './compile-operation.ts';
import type { CompiledOperation } from './completers.ts';
import type { ObjectData, Variables } from './run.ts';
import { mayTry, newTrials, noteTrial, type Trials } from './trials.ts';
import { variablesReader } from './variables.ts';

const MAX_OPERATIONS = 2_000;
/** Longer documents are few, and never compiled. */
const MAX_LENGTH = 20_000;
/** Of those that have come once, together. */
const MAX_TOTAL_LENGTH = 4_000_000;
/** Of all operations together, with everything that they are compiled to. */
const MAX_BYTES = 32 * 1024 * 1024;
/** Once it is compiled, as measured. */
const BYTES_OF_A_FIELD = 400;
/** Of one operation, by its Booleans: twenty of them can be a million. */
const MAX_VARIANTS = 16;

/** An operation that has come before, and is valid. */
interface Known {
  readonly schema: GraphQLSchema;
  readonly operation: OperationDefinitionNode;
  readonly fragments: ReturnType<typeof fragmentsOf>;
  /** Of its document. */
  readonly bytes: number;
  readonly names: ReturnType<typeof namesForTheLog>;
  readonly readVariables: ReturnType<typeof variablesReader>;
  readonly cost: ReturnType<typeof costReader>;
  /** The names of its variables that are Booleans. */
  readonly booleans: readonly string[];
  /** By the Booleans among its variables: how to execute it, or null where graphql-js alone can. */
  readonly compiled: Map<string, CompiledOperation | null>;
  readonly trials: Trials;
}

/** What a client asks, in the form that nearly all clients do. */
export interface Asked {
  readonly query: string;
  readonly operationName: string | null;
  readonly variables: Readonly<Record<string, unknown>>;
}

type AnswerLimits = Pick<Limits['operation'], 'rows' | 'answer'>;

export interface CompiledExecution {
  /** Lets Apollo answer with what is compiled, and learn what to compile. */
  readonly plugin: ApolloServerPlugin<Context>;
  /**
   * The data of an answer without errors to an operation that is compiled; null for Apollo to answer, with loaders that
   * have read nothing.
   */
  answer(asked: Asked, context: Context): Promise<ObjectData | null>;
}

/**
 * Executes operations that come again without going through their documents each time. Whatever would have an error in
 * its answer is dropped and left to graphql-js, as if nothing had run: so errors are found, ordered, logged and masked
 * in one way only. The second run is paid for, and an operation that keeps failing is seldom tried again. A mutation is
 * done once: graphql-js is then given what it gave. Introspection is left to it.
 *
 * graphql-jit is not used: 0.8.9 makes code of the text of a document, and runs what a caller hides in a string. A
 * plugin with `executionDidStart` hears nothing of what is executed here.
 */
export function compiledExecution({ rows, answer: mostBytes }: AnswerLimits): CompiledExecution {
  const seen = new LRUCache<string, true>({
    max: MAX_OPERATIONS,
    maxSize: MAX_TOTAL_LENGTH,
    sizeCalculation: (_seen, key) => key.length,
  });
  const known = new LRUCache<string, Known>({ max: MAX_OPERATIONS, maxSize: MAX_BYTES, sizeCalculation: bytesOf });

  const execute = async (
    { query, operationName, variables }: Asked,
    context: Context,
    pays: boolean,
  ): Promise<ObjectData | null> => {
    const key = keyOf(query, operationName);
    const found = known.get(key);
    context.metrics.lookedUp('operations', found !== undefined);
    if (!found) return null;

    const { values, errors } = found.readVariables(variables);
    if (errors.length > 0) return null;
    const cost = found.cost(values);
    // Only a value that is new to the cache is measured by it.
    const compiled = cost.objects > rows ? null : compiledFor(found, values, () => known.set(key, { ...found }));
    if (!compiled) return null;
    if (!mayTry(found.trials)) {
      context.attempt.passed = true;
      return null;
    }
    if (pays && payFor(cost, context)?.ok === false) return null;

    context.record.operation = found.names.operation;
    context.record.operationName = found.names.operationName;
    context.attempt.made = true;
    if (cost.objects >= MANY_OBJECTS) await ownTurn();
    const data = await compiled.run(context, values, mostBytes, (objects) => giveBack(context, objects));
    noteTrial(found.trials, data !== null);
    if (context.texts >= LARGE_ANSWER) await ownTurn();
    return data;
  };

  /** Compiles an operation when it comes for the second time: many come only once. */
  const learn = ({ request, source = '', schema, document, operation }: GraphQLRequestContext<Context>): boolean => {
    if (request.query !== source || source.length > MAX_LENGTH || !document || !operation) return false;
    if (operation.variableDefinitions?.some(isNamedLikeAMethod)) return false;
    const key = keyOf(source, request.operationName ?? null);
    if (known.has(key)) return true;
    if (!seen.has(key)) {
      seen.set(key, true);
      return false;
    }
    const bytes = bytesOfText(key) + bytesOfDocument(document);
    const fragments = fragmentsOf(document);
    known.set(key, {
      schema,
      operation,
      fragments,
      bytes,
      names: namesForTheLog(operation),
      booleans: booleansOf(operation),
      readVariables: variablesReader(schema, operation),
      cost: costReader({ schema, operation, fragments }),
      compiled: new Map(),
      trials: newTrials(),
    });
    return true;
  };

  const plugin: ApolloServerPlugin<Context> = {
    async requestDidStart() {
      return {
        async responseForOperation(asked) {
          const { attempt } = asked.contextValue;
          if (attempt.made || attempt.passed || !learn(asked)) return null;
          const { query = '', operationName = null, variables = {} } = asked.request;
          const context = newContext(asked.contextValue, attempt);
          const data = await execute({ query, operationName, variables }, context, false);
          if (data) return { http: { headers: new HeaderMap() }, body: { kind: 'single', singleResult: { data } } };
          const paid = attempt.made ? payForSecondRun(context) : null;
          return paid?.ok === false ? unpaidAnswer(paid.refusal) : null;
        },
      };
    },
  };
  return { plugin, answer: (asked, context) => execute(asked, context, true) };
}

/** With the length of the name before it, so that no part of a name can be taken for one of the text. */
function keyOf(query: string, operationName: string | null): string {
  return operationName === null ? `:${query}` : `${operationName.length}:${operationName}${query}`;
}

function bytesOf({ bytes, compiled }: Known): number {
  const fields = [...compiled.values()].reduce((sum, variant) => sum + (variant?.fields ?? 0), 0);
  return bytes + BYTES_OF_A_FIELD * fields;
}

/** Tells when the operation has grown by what was made. */
function compiledFor(
  { schema, operation, fragments, booleans, compiled }: Known,
  variables: Variables,
  grown: () => void,
): CompiledOperation | null {
  const key = booleans.map((name) => String(variables[name])).join();
  const ready = compiled.get(key);
  if (ready !== undefined) return ready;
  if (compiled.size >= MAX_VARIANTS) return null;
  const made = isAlone(operation) ? compileOperation(operation, { schema, fragments, variables }) : null;
  compiled.set(key, made);
  grown();
  return made;
}

/** What every object has, whether or not it was given: `$toString`. */
function isNamedLikeAMethod({ variable }: VariableDefinitionNode): boolean {
  return variable.name.value in Object.prototype;
}

function booleansOf({ variableDefinitions = [] }: OperationDefinitionNode): string[] {
  const isBoolean = (type: TypeNode): boolean =>
    type.kind === Kind.NON_NULL_TYPE
      ? isBoolean(type.type)
      : type.kind === Kind.NAMED_TYPE && type.name.value === 'Boolean';
  return variableDefinitions.filter(({ type }) => isBoolean(type)).map(({ variable }) => variable.name.value);
}

/** Mutations are done one after the other, which graphql-js sees to where there are several. */
function isAlone({ operation, selectionSet: { selections } }: OperationDefinitionNode): boolean {
  if (operation === OperationTypeNode.QUERY) return true;
  return selections.length === 1 && selections[0]?.kind === Kind.FIELD && !selections[0].directives?.length;
}
