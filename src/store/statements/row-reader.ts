import { Column, getTableColumns, is, type SQL, Table } from 'drizzle-orm';

/** The fields of a select, as drizzle keeps them. */
export interface Selected {
  readonly [name: string]: Column | SQL | SQL.Aliased | Selected | object;
}

type Decode = (value: unknown) => unknown;

/**
 * Makes what reads a row by one object literal instead of filling an object name by name: W2 +14 % answers, -10 %
 * processor time (2026-11-30). The code is made of the names of the stores' own selects, each as a quoted string.
 * `isAsItIs` tells the columns whose values the driver gives as they are to be.
 */
export function rowReader<Row>(
  selected: Selected,
  isAsItIs: (column: Column) => boolean = isPlain,
): (row: unknown[]) => Row {
  const decoders: Decode[] = [];
  let columns = 0;

  const literal = (fields: Selected): string =>
    `{ ${Object.entries(fields)
      .map(([name, field]) => `${JSON.stringify(name)}: ${expression(field)}`)
      .join(', ')} }`;
  const expression = (field: Selected[string]): string => {
    if (is(field, Table)) return literal(getTableColumns(field));
    if (isNested(field)) return literal(field);
    const value = `row[${columns}]`;
    columns += 1;
    if (!is(field, Column) || isAsItIs(field)) return value;
    decoders.push((stored) => field.mapFromDriverValue(stored));
    return `${value} === null ? null : decoders[${decoders.length - 1}](${value})`;
  };
  return new Function('decoders', `return (row) => (${literal(selected)});`)(decoders);
}

/** Whether drizzle itself leaves a column's values as they are. */
export function isPlain(column: Column): boolean {
  return column.mapFromDriverValue === Column.prototype.mapFromDriverValue;
}

function isNested(field: object): field is Selected {
  return Object.getPrototypeOf(field) === Object.prototype;
}
