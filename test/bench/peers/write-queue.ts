import type Sqlite from 'better-sqlite3';
import { indexerOfNewGroups } from './search-index.ts';

/**
 * Runs writes in transactions of their own, or all that arrived in the same turn of the event loop in one, each in a
 * SAVEPOINT of its own. Either way none is answered before its COMMIT.
 */
export function writeQueue<Args extends unknown[], Value>(
  db: Sqlite.Database,
  mode: 'each' | 'group',
  run: (...args: Args) => Value,
): (...args: Args) => Promise<Value> {
  const indexNewGroups = indexerOfNewGroups(db);
  if (mode === 'each') {
    const transaction = db.transaction((...args: Args) => {
      const value = run(...args);
      indexNewGroups();
      return value;
    }).immediate;
    return async (...args) => transaction(...args);
  }

  type Outcome = { readonly value: Value } | { readonly cause: unknown };
  interface Waiting {
    readonly args: Args;
    readonly resolve: (value: Value) => void;
    readonly reject: (cause: unknown) => void;
  }
  let waiting: Waiting[] = [];
  const [begin, commit, rollback] = ['BEGIN IMMEDIATE', 'COMMIT', 'ROLLBACK'].map((text) => db.prepare(text));
  const [savepoint, release, undo] = ['SAVEPOINT one', 'RELEASE one', 'ROLLBACK TO one'].map((text) =>
    db.prepare(text),
  );

  const attempt = (args: Args): Outcome => {
    savepoint?.run();
    try {
      return { value: run(...args) };
    } catch (cause) {
      undo?.run();
      return { cause };
    } finally {
      release?.run();
    }
  };
  const commitAll = (): void => {
    const together = waiting;
    waiting = [];
    let outcomes: Outcome[];
    try {
      begin?.run();
      outcomes = together.map(({ args }) => attempt(args));
      indexNewGroups();
      commit?.run();
    } catch (cause) {
      if (db.inTransaction) rollback?.run();
      for (const { reject } of together) reject(cause);
      return;
    }
    for (const [index, { resolve, reject }] of together.entries()) {
      const outcome = outcomes[index];
      if (outcome && 'value' in outcome) resolve(outcome.value);
      else reject(outcome?.cause);
    }
  };

  return (...args) =>
    new Promise((resolve, reject) => {
      if (waiting.push({ args, resolve, reject }) === 1) setImmediate(commitAll);
    });
}
