// The limits of a document's shape, counted before its operation runs. To count takes time that grows with the document
// alone: what a fragment holds is counted once, and counts wherever it is spread.
import {
  type ASTVisitor,
  type DocumentNode,
  type FragmentDefinitionNode,
  GraphQLError,
  Kind,
  type OperationDefinitionNode,
  type SelectionSetNode,
  type ValidationContext,
  visit,
} from 'graphql';
import type { Limits } from '../../config/limits.ts';
import type { Exceeded } from '../../http/refusals.ts';

export type OperationLimits = Pick<Limits['operation'], 'depth' | 'aliases' | 'directives' | 'rootFields'>;
type CountedPart = keyof OperationLimits | 'schemas';
type Counts = Record<CountedPart, number>;

/** `__schema` fields of an operation. Each takes 15 ms, and tools ask for one. */
const MAX_SCHEMAS = 2;
/** Fields of a document with selections under one name. graphql-js compares each with each: 380 take 150 ms. */
const MAX_OF_ONE_NAME = 100;

/** Fragments of a document. Rules follow spreads from one to the next by recursion: a chain of 5,000 ends the stack. */
const MAX_FRAGMENTS = 1_000;

const NONE: Readonly<Counts> = { depth: 0, aliases: 0, directives: 0, rootFields: 0, schemas: 0 };

const SENTENCES: Record<CountedPart, (asked: number, limit: number) => string> = {
  depth: (asked, limit) => `This is ${asked} fields deep; at most ${limit} are allowed.`,
  aliases: (asked, limit) => `This has ${asked} aliases; at most ${limit} are allowed.`,
  directives: (asked, limit) => `This has ${asked} directives; at most ${limit} are allowed.`,
  rootFields: (asked, limit) => `This asks for ${asked} fields at the root; at most ${limit} are allowed.`,
  schemas: (asked, limit) => `This asks for __schema ${asked} times; at most ${limit} are allowed.`,
};

/**
 * Makes a validation rule, which runs once for each document. Of a document beyond a limit, the other rules see no
 * selections: to look at all of them may be what takes long.
 */
export function operationLimits(limits: OperationLimits) {
  const most = { ...limits, schemas: MAX_SCHEMAS };
  return (context: ValidationContext): ASTVisitor => ({
    Document(document) {
      const operations = document.definitions.filter((node) => node.kind === Kind.OPERATION_DEFINITION);
      const errors = fragmentsBeyond(document) ?? [
        ...namesBeyond(document),
        ...operations.flatMap((operation) => countsBeyond(context, operation, most)),
      ];
      for (const error of errors) context.reportError(error);
      return errors.length === 0 ? undefined : { ...document, definitions: operations.map(withoutSelections) };
    },
  });
}

function fragmentsBeyond({ definitions }: DocumentNode): GraphQLError[] | null {
  const count = definitions.filter(({ kind }) => kind === Kind.FRAGMENT_DEFINITION).length;
  if (count <= MAX_FRAGMENTS) return null;
  return [new GraphQLError(`This has ${count} fragments; at most ${MAX_FRAGMENTS} are allowed.`)];
}

function countsBeyond(context: ValidationContext, operation: OperationDefinitionNode, most: Counts): GraphQLError[] {
  const counts = countsOf(context, operation);
  return (['depth', 'aliases', 'directives', 'rootFields', 'schemas'] as const)
    .filter((limit) => counts[limit] > most[limit])
    .map((limit) => new GraphQLError(SENTENCES[limit](counts[limit], most[limit]), { nodes: operation }));
}

function namesBeyond(document: DocumentNode): GraphQLError[] {
  const asked = new Map<string, number>();
  visit(document, {
    Field({ alias, name, selectionSet }) {
      const key = (alias ?? name).value;
      if (selectionSet) asked.set(key, (asked.get(key) ?? 0) + 1);
    },
  });
  return [...asked]
    .filter(([, count]) => count > MAX_OF_ONE_NAME)
    .map(
      ([key, count]) => new GraphQLError(`This has "${key}" ${count} times; at most ${MAX_OF_ONE_NAME} are allowed.`),
    );
}

const TYPENAME: SelectionSetNode = {
  kind: Kind.SELECTION_SET,
  selections: [{ kind: Kind.FIELD, name: { kind: Kind.NAME, value: '__typename' } }],
};

function withoutSelections(operation: OperationDefinitionNode): OperationDefinitionNode {
  return { ...operation, variableDefinitions: [], directives: [], selectionSet: TYPENAME };
}

/**
 * A validation rule that reports unknown directives once for a document. graphql-js's own rule reports each of them, but
 * never sees them: this rule replaces their nodes by others without them.
 */
export function unknownDirectivesOnce(context: ValidationContext): ASTVisitor {
  const known = new Set(
    context
      .getSchema()
      .getDirectives()
      .map(({ name }) => name),
  );
  let isReported = false;
  return {
    enter(node) {
      if (!('directives' in node) || !node.directives?.length) return undefined;
      const unknown = node.directives.find(({ name }) => !known.has(name.value));
      if (unknown === undefined) return undefined;
      if (!isReported) {
        context.reportError(new GraphQLError(`Unknown directive "@${unknown.name.value}".`, { nodes: unknown }));
      }
      isReported = true;
      return { ...node, directives: node.directives.filter(({ name }) => known.has(name.value)) };
    },
  };
}

/** The limit that a document exceeds before it is parsed; null for none, or if there is no document. */
export function exceededBy(
  query: unknown,
  { document, tokens }: Pick<Limits['operation'], 'document' | 'tokens'>,
): Exceeded | null {
  if (typeof query !== 'string') return null;
  const bytes = Buffer.byteLength(query);
  if (bytes > document) return { of: 'bytes in its document', most: document, asked: bytes };
  const comments = commentsIn(query);
  return comments > tokens ? { of: 'comments', most: tokens, asked: comments } : null;
}

/** Counts comments, of which graphql-js makes tokens that it does not limit. A `#` inside a text counts, too. */
function commentsIn(query: string): number {
  let comments = 0;
  for (let at = query.indexOf('#'); at !== -1; at = query.indexOf('#', at + 1)) comments += 1;
  return comments;
}

function countsOf(context: ValidationContext, operation: OperationDefinitionNode): Counts {
  const known = new Map<FragmentDefinitionNode, Counts>();

  const ofFragment = (name: string): Counts => {
    const fragment = context.getFragment(name);
    if (!fragment) return NONE;
    const counted = known.get(fragment);
    if (counted) return counted;
    // A fragment that spreads itself, which another rule refuses, ends here.
    known.set(fragment, NONE);
    const counts = ofSelections(fragment.selectionSet);
    known.set(fragment, { ...counts, directives: counts.directives + (fragment.directives?.length ?? 0) });
    return counts;
  };

  const ofSelections = ({ selections }: SelectionSetNode): Counts => {
    const sum = { ...NONE };
    for (const selection of selections) {
      sum.directives += selection.directives?.length ?? 0;
      if (selection.kind === Kind.FIELD) {
        sum.rootFields += 1;
        sum.aliases += selection.alias ? 1 : 0;
        sum.schemas += selection.name.value === '__schema' ? 1 : 0;
        const below = selection.selectionSet ? ofSelections(selection.selectionSet) : NONE;
        // Introspection is deep by its nature; graphql-js has a rule of its own for it.
        const depth = selection.name.value.startsWith('__') ? 1 : below.depth + 1;
        add(sum, { ...below, depth, rootFields: 0 });
      } else if (selection.kind === Kind.INLINE_FRAGMENT) add(sum, ofSelections(selection.selectionSet));
      else add(sum, ofFragment(selection.name.value));
    }
    return sum;
  };

  const counts = ofSelections(operation.selectionSet);
  return { ...counts, directives: counts.directives + (operation.directives?.length ?? 0) };
}

function add(sum: Counts, more: Counts): void {
  sum.depth = Math.max(sum.depth, more.depth);
  sum.aliases += more.aliases;
  sum.directives += more.directives;
  sum.rootFields += more.rootFields;
  sum.schemas += more.schemas;
}
