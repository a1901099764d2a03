/** A fenced block of a page in Markdown. */
export interface Block {
  /** As the fence names it; "" when it names none. */
  readonly language: string;
  readonly text: string;
  /** Where it begins in the page, counted from 1. */
  readonly line: number;
}

/** All fenced blocks of a page, in its order. */
export function blocksOf(markdown: string): readonly Block[] {
  return [...markdown.matchAll(/^```(\w*)\n([\s\S]*?)^```$/gm)].map(({ index, 1: language = '', 2: text = '' }) => ({
    language,
    text,
    line: markdown.slice(0, index).split('\n').length,
  }));
}

/** Whether a text is what a page shows of it, where ` ... ` stands for anything. */
export function shows(shown: string, text: string): boolean {
  const parts = shown.trim().split(/ ?\.\.\. ?/);
  return new RegExp(`^${parts.map((part) => part.replace(/[^\w\s]/g, '\\$&')).join('.*')}$`, 's').test(text.trim());
}
