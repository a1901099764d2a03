/** Controls, lone surrogates, line separators, private-use characters, and interlinear annotation marks. */
const UNSHOWABLE = /[\p{Cc}\p{Cs}\p{Co}\p{Zl}\p{Zp}\ufff9-\ufffb]/u;
// U+2800 is the Braille letter without dots, a blank. Marks are excluded, because they need a letter to be seen on.
const VISIBLE = /[^\p{C}\p{Z}\p{M}\p{Default_Ignorable_Code_Point}\u2800]/u;

/** The character that ends each change of writing direction. */
const ENDS: Readonly<Record<string, string>> = {
  '\u202a': '\u202c',
  '\u202b': '\u202c',
  '\u202d': '\u202c',
  '\u202e': '\u202c',
  '\u2066': '\u2069',
  '\u2067': '\u2069',
  '\u2068': '\u2069',
};

/** Whether a text has any character that can be seen. */
export function isVisible(text: string): boolean {
  return VISIBLE.test(text);
}

/**
 * Whether a text can be shown as one line among others: every character can be shown, and each change of writing
 * direction ends inside the text, so that the texts beside it are read as they are written. Look-alikes of other scripts
 * are accepted.
 */
export function isShowable(text: string): boolean {
  return !UNSHOWABLE.test(text) && endsItsDirections(text);
}

/** Whether each line of a text can be shown as one among others. Tabs are accepted. */
export function areShowableLines(text: string): boolean {
  return text.split('\n').every((line) => isShowable(line.replaceAll('\t', ' ')));
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
