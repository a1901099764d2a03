import type Sqlite from 'better-sqlite3';

/** Reports how long each run takes of the statements that are prepared from now on. */
export function timeStatements(client: Sqlite.Database, ended: (milliseconds: number) => void): void {
  const prepare = client.prepare.bind(client);
  const timed = (source: string) => {
    const statement = prepare(source);
    for (const method of ['run', 'get', 'all'] as const) {
      const run: unknown = statement[method];
      if (typeof run !== 'function') continue;
      Object.defineProperty(statement, method, {
        value: (...given: unknown[]): unknown => {
          const started = performance.now();
          try {
            return Reflect.apply(run, statement, given);
          } finally {
            ended(performance.now() - started);
          }
        },
      });
    }
    return statement;
  };
  Object.defineProperty(client, 'prepare', { value: timed });
}
