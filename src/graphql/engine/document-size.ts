import { type ASTNode, type DocumentNode, Location, Token, TokenKind, visit } from 'graphql';

/** Bytes of an entry in a cache, beside its value. */
const BYTES_OF_AN_ENTRY = 400;
/** Bytes of a node without its location, as measured. */
const BYTES_OF_A_NODE = 100;
const BYTES_OF_A_CHARACTER = 2;
const NO_TOKENS = new Token(TokenKind.SOF, 0, 0, 0, 0);

/**
 * Takes the locations out of a document: they lead to each of its tokens, and take four times the memory of the rest. Its
 * text stays, as names and values are parts of that in memory.
 */
export function withoutLocations(document: DocumentNode): DocumentNode {
  const stripped = visit(document, { enter: ({ loc: _loc, ...rest }) => rest });
  return document.loc ? { ...stripped, loc: new Location(NO_TOKENS, NO_TOKENS, document.loc.source) } : stripped;
}

function countNodes(node: ASTNode): number {
  let nodes = 0;
  visit(node, {
    enter() {
      nodes += 1;
    },
  });
  return nodes;
}

/** The memory of a text in a cache, about. */
export function bytesOfText(text: string): number {
  return BYTES_OF_A_CHARACTER * text.length + BYTES_OF_AN_ENTRY;
}

/** The memory of a parsed document without locations in a cache, its text included, about. */
export function bytesOfDocument(document: DocumentNode): number {
  return bytesOfText(document.loc?.source.body ?? '') + BYTES_OF_A_NODE * countNodes(document);
}
