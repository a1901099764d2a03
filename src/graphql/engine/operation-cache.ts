// The operations that have come before, each with what it was compiled to. An operation is kept when it comes for the
// second time, as many come only once; whatever is kept is valid, and counts with about the memory that it takes.
import {
  type DocumentNode,
  type GraphQLSchema,
  Kind,
  type OperationDefinitionNode,
  type TypeNode,
  type VariableDefinitionNode,
} from 'graphql';
import { LRUCache } from 'lru-cache';
import { type Fragments, fragmentsOf } from './collect-fields.ts';
import { compileOperation } from './compile-operation.ts';
import type { CompiledOperation } from './completers.ts';
import { bytesOfDocument, bytesOfText } from './document-size.ts';
import type { Variables } from './run.ts';
import { newTrials, type Trials } from './trials.ts';
import { type ReadVariables, variablesReader } from './variables.ts';

/** Operations that are kept, and keys of those that have come once. */
const MAX_OPERATIONS = 2_000;
/** Characters of a document. Longer ones are few, and never compiled. */
const MAX_LENGTH = 20_000;
/** Characters of the keys of operations that have come once, together. */
const MAX_TOTAL_LENGTH = 4_000_000;
/** Bytes of all operations together, with everything that they are compiled to. */
const MAX_BYTES = 32 * 1024 * 1024;
/** Bytes of a compiled field, as measured. */
const BYTES_OF_A_FIELD = 400;
/** Compiled variants of one operation. Each combination of Boolean variables is compiled by itself: 20 make 2^20. */
const MAX_VARIANTS = 16;

/** An operation as a client sends it. */
export interface GraphQLOperation {
  readonly query: string;
  readonly operationName: string | null;
  readonly variables: Variables;
}

/** An operation that has been parsed and found valid. */
export interface ValidOperation {
  readonly schema: GraphQLSchema;
  readonly operation: OperationDefinitionNode;
  readonly fragments: Fragments;
}

/** A valid operation that is kept; `Facts` are what its owner wants to find out only once. */
export interface CachedOperation<Facts> extends ValidOperation {
  readonly facts: Facts;
  readonly readVariables: (given: Variables) => ReadVariables;
  readonly trials: Trials;
  readonly key: string;
  /** Bytes of its key and its document. */
  readonly bytes: number;
  /** The names of its Boolean variables. */
  readonly booleans: readonly string[];
  /** What it is compiled to, by the values of its Boolean variables; null for what graphql-js alone executes. */
  readonly variants: Map<string, CompiledOperation | null>;
}

export interface OperationCache<Facts> {
  find(operation: GraphQLOperation): CachedOperation<Facts> | undefined;
  /** Takes note of an operation that was found valid. Tells whether it is kept from now on. */
  learn(
    operation: GraphQLOperation,
    schema: GraphQLSchema,
    document: DocumentNode,
    node: OperationDefinitionNode,
  ): boolean;
  /** What an operation is compiled to, for these variables; null for what graphql-js alone executes. */
  compiledFor(operation: CachedOperation<Facts>, variables: Variables): CompiledOperation | null;
}

export function operationCache<Facts>(factsOf: (operation: ValidOperation) => Facts): OperationCache<Facts> {
  const seen = new LRUCache<string, true>({
    max: MAX_OPERATIONS,
    maxSize: MAX_TOTAL_LENGTH,
    sizeCalculation: (_seen, key) => key.length,
  });
  const kept = new LRUCache<string, CachedOperation<Facts>>({
    max: MAX_OPERATIONS,
    maxSize: MAX_BYTES,
    sizeCalculation: bytesOf,
  });

  return {
    find: (operation) => kept.get(keyOf(operation)),

    learn(operation, schema, document, node) {
      if (operation.query.length > MAX_LENGTH || node.variableDefinitions?.some(isNamedLikeAMethod)) return false;
      const key = keyOf(operation);
      if (kept.has(key)) return true;
      if (!seen.has(key)) {
        seen.set(key, true);
        return false;
      }
      const valid: ValidOperation = { schema, operation: node, fragments: fragmentsOf(document) };
      kept.set(key, {
        ...valid,
        facts: factsOf(valid),
        readVariables: variablesReader(schema, node),
        trials: newTrials(),
        key,
        bytes: bytesOfText(key) + bytesOfDocument(document),
        booleans: booleansOf(node),
        variants: new Map(),
      });
      return true;
    },

    compiledFor(cached, variables) {
      const { booleans, variants, operation, schema, fragments } = cached;
      const values = booleans.map((name) => String(variables[name])).join();
      const ready = variants.get(values);
      if (ready !== undefined) return ready;
      if (variants.size >= MAX_VARIANTS) return null;
      const compiled = compileOperation(operation, { schema, fragments, variables });
      variants.set(values, compiled);
      // The cache measures only an object that is new to it.
      kept.set(cached.key, { ...cached });
      return compiled;
    },
  };
}

/** Begins with the length of the name, so that no part of a name can be taken for one of the document. */
function keyOf({ query, operationName }: GraphQLOperation): string {
  return operationName === null ? `:${query}` : `${operationName.length}:${operationName}${query}`;
}

function bytesOf({ bytes, variants }: CachedOperation<unknown>): number {
  const fields = [...variants.values()].reduce((sum, compiled) => sum + (compiled?.fields ?? 0), 0);
  return bytes + BYTES_OF_A_FIELD * fields;
}

/** Whether every object has a property of this name, whether or not a value was given: `$toString`. */
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
