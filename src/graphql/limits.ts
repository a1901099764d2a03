import {
  type ASTVisitor,
  type FragmentDefinitionNode,
  GraphQLError,
  Kind,
  type OperationDefinitionNode,
  type SelectionSetNode,
  type ValidationContext,
} from 'graphql';
import type { Exceeded } from '../domain/errors.ts';
import type { Limits } from '../limits.ts';

export type OperationLimits = Pick<Limits['operation'], 'depth' | 'aliases' | 'directives' | 'rootFields'>;
type Counts = Record<keyof OperationLimits, number>;

const NONE: Readonly<Counts> = { depth: 0, aliases: 0, directives: 0, rootFields: 0 };

const ASKED: Record<keyof OperationLimits, (asked: number, limit: number) => string> = {
  depth: (asked, limit) => `This is ${asked} fields deep; at most ${limit} are allowed.`,
  aliases: (asked, limit) => `This has ${asked} aliases; at most ${limit} are allowed.`,
  directives: (asked, limit) => `This has ${asked} directives; at most ${limit} are allowed.`,
  rootFields: (asked, limit) => `This asks for ${asked} fields at the root; at most ${limit} are allowed.`,
};

/** A validation rule, and so run once for each document; what a fragment holds counts wherever it is spread. */
export function operationLimits(limits: OperationLimits) {
  return (context: ValidationContext): ASTVisitor => ({
    OperationDefinition(operation) {
      const counts = countsOf(context, operation);
      for (const limit of ['depth', 'aliases', 'directives', 'rootFields'] as const) {
        if (counts[limit] <= limits[limit]) continue;
        const message = ASKED[limit](counts[limit], limits[limit]);
        context.reportError(new GraphQLError(message, { nodes: operation }));
      }
    },
  });
}

/**
 * A validation rule that reports unknown directives once for a document. It goes after graphql-js's own, which reports
 * each of them, and does not let that see them: nodes are gone on with without them.
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

/** What a document exceeds before it is parsed; null when it is within the limits, or there is none to be parsed. */
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

/** graphql-js makes a token of each comment, and limits all tokens but those. A `#` inside a text counts here, too. */
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
        const below = selection.selectionSet ? ofSelections(selection.selectionSet) : NONE;
        // What tools ask of the schema is deep by its nature; graphql-js has a rule of its own for it.
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
}
