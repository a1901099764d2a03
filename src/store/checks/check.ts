/** One thing that is always true of a sound database, in SQL that every engine understands. */
export type Check = LineCheck | RowCheck;

/** A check that is one query or several, each of which selects lines that tell what is wrong. */
export interface LineCheck {
  readonly name: string;
  readonly queries: readonly string[];
}

/** A check that looks at each row of a query by itself. */
export interface RowCheck {
  readonly name: string;
  readonly query: string;
  linesOf(row: object): Iterable<string>;
}

/** What differs between engines. */
export interface Storage {
  /** SQL: what to select from for groups with their folded texts. */
  readonly groupsWithTexts: string;
  /** A sort key as it is stored. */
  readonly stored: (sortKey: string) => string;
}

export function queries(name: string, ...statements: readonly string[]): LineCheck {
  return { name, queries: statements };
}

/** SQL: a text in quotes. */
export function quoted(column: string): string {
  return `'''' || replace(${column}, '''', '''''') || ''''`;
}

/** SQL: one of two texts. */
export function either(condition: string, yes: string, no: string): string {
  return `case when ${condition} then '${yes}' else '${no}' end`;
}
