/** Whether PostgreSQL's texts can hold a text. What they cannot hold is nowhere in the database. */
export function isStorable(text: string): boolean {
  return !text.includes('\0');
}

/** A sort key as it is stored, and compared: see `sortText` of tables.ts. */
export function storedSortKey(key: string): string {
  return key.replaceAll('\0', '\u0001');
}
