const PARAMETER = /;[ \t]*([\w!#$%&'*+.^`|~-]+)[ \t]*=[ \t]*(?:"((?:[^"\\]|\\.)*)"|([^\s;"]*))/g;

/**
 * Reads the parameters of a header such as `multipart/form-data; boundary="x"` by lower-case name. Of several with one
 * name, the first counts.
 */
export function headerParameters(header: string): ReadonlyMap<string, string> {
  const parameters = new Map<string, string>();
  for (const [, name = '', quoted, plain = ''] of header.matchAll(PARAMETER)) {
    const key = name.toLowerCase();
    if (!parameters.has(key)) parameters.set(key, quoted?.replace(/\\(.)/g, '$1') ?? plain);
  }
  return parameters;
}

/** The charset that a content type declares; null for none. */
export function charsetOf(contentType: string | undefined): string | null {
  if (contentType === undefined || !contentType.includes(';')) return null;
  return headerParameters(contentType).get('charset') || null;
}
