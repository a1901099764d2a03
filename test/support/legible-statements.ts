import { readFileSync, writeFileSync } from 'node:fs';
import { expect } from 'vitest';

/** A statement that says which method of the store, or which function, runs it. */
export const NAMED = /^\/\* (\w+) \*\/ /;

/** Holds the named ones of these statements against a file, or writes it anew where that is asked for. */
export function expectStatements(statements: Iterable<string>, file: URL, head: string): void {
  const named = [...statements].filter((statement) => NAMED.test(statement));
  const text = `${[head, ...named.map(legible).sort()].join('\n\n')}\n`;
  if (process.env['WRITE_STATEMENTS'] === '1') writeFileSync(file, text);

  expect(text).toBe(readFileSync(file, 'utf8'));
}

const CLAUSE =
  /^ (select|from|(left |inner |cross )?join|where|order by|group by|limit|union all|values|set|on conflict|returning|and)\b/;
const MAX_LINE = 100;

/** A statement with one clause a line, further in for each parenthesis around it that is not short. */
function legible(statement: string): string {
  const [, label = '', text = ''] = /^(\/\* \w+ \*\/) (.*)$/s.exec(statement.replaceAll(/\s+/g, ' ')) ?? [];
  /** For each open parenthesis, whether its clauses have lines of their own. */
  const open: boolean[] = [];
  const lines = text.replaceAll(/[()]| (?:left |inner |cross )?[a-z]+/g, (found, place: number) => {
    if (found === '(') open.push(closing(text, place) - place > MAX_LINE);
    if (found === ')') open.pop();
    const breaks = CLAUSE.test(text.slice(place)) && open.every(Boolean);
    return breaks ? `\n${'  '.repeat(open.length)}${found.slice(1)}` : found;
  });
  return `${label}\n${lines};`;
}

/** Where the parenthesis ends that opens at `start`. */
function closing(text: string, start: number): number {
  let depth = 0;
  for (let place = start; place < text.length; place += 1) {
    if (text[place] === '(') depth += 1;
    if (text[place] === ')') depth -= 1;
    if (depth === 0) return place;
  }
  return text.length;
}
