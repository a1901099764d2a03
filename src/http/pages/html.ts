/** Text that is already HTML. */
export interface Html {
  readonly html: string;
}

type Part = string | number | Html | readonly Html[] | null;

/** Makes HTML from a template: values are escaped unless they are HTML; null is left out. */
export function html(texts: TemplateStringsArray, ...parts: readonly Part[]): Html {
  return { html: String.raw({ raw: texts }, ...parts.map(asHtml)) };
}

function asHtml(part: Part): string {
  if (part === null) return '';
  if (typeof part !== 'object') return escaped(String(part));
  return 'html' in part ? part.html : part.map(asHtml).join('');
}

export function escaped(text: string): string {
  return text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}
