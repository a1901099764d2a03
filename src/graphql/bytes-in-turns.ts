import { LARGE_ANSWER, ownTurn } from '../http/own-turn.ts';

/** UTF-16 units that are encoded in one turn, which takes about 8 ms. To encode 12 MB of emoji at once takes 50. */
const PIECE = 1024 * 1024;

/** Encodes a large text over several turns of the event loop; returns a small one as it is. */
export async function bytesInTurns(text: string): Promise<string | Buffer> {
  if (text.length < LARGE_ANSWER) return text;
  const pieces: Buffer[] = [];
  for (let from = 0; from < text.length; ) {
    await ownTurn();
    const end = endOfPiece(text, from + PIECE);
    pieces.push(Buffer.from(text.slice(from, end)));
    from = end;
  }
  return Buffer.concat(pieces);
}

/** The end of a piece, moved so that it cuts no surrogate pair. */
function endOfPiece(text: string, end: number): number {
  const isHalved = /[\ud800-\udbff]/.test(text.charAt(end - 1)) && /[\udc00-\udfff]/.test(text.charAt(end));
  return isHalved ? end - 1 : end;
}
