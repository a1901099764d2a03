/** Controls, halves of characters, line separators, private characters, and marks that annotate what cannot be seen. */
const UNSHOWABLE = /[\p{Cc}\p{Cs}\p{Co}\p{Zl}\p{Zp}\ufff9-\ufffb]/u;
// U+2800 is a letter of Braille without a dot: a blank. Marks are seen on what they stand on.
const VISIBLE = /[^\p{C}\p{Z}\p{M}\p{Default_Ignorable_Code_Point}\u2800]/u;

/** The character that ends each direction that a text can begin. */
const ENDS: Readonly<Record<string, string>> = {
  '\u202a': '\u202c',
  '\u202b': '\u202c',
  '\u202d': '\u202c',
  '\u202e': '\u202c',
  '\u2066': '\u2069',
  '\u2067': '\u2069',
  '\u2068': '\u2069',
};

/** Whether there is anything of a text to be seen. */
export function isVisible(text: string): boolean {
  return VISIBLE.test(text);
}

/**
 * Whether a text can stand among others as one line: it has no characters that nobody can show, and ends each direction
 * of writing that it begins, so that what stands beside it is read as it is written. Look-alikes of other scripts are
 * not looked for.
 */
export function isShowable(text: string): boolean {
  return !UNSHOWABLE.test(text) && endsItsDirections(text);
}

function endsItsDirections(text: string): boolean {
  const open: string[] = [];
  for (const [character] of text.matchAll(/[\u202a-\u202e\u2066-\u2069]/gu)) {
    const end = ENDS[character];
    if (end !== undefined) open.push(end);
    else if (open.pop() !== character) return false;
  }
  return open.length === 0;
}
