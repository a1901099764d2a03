import { Counter, collectDefaultMetrics, Histogram, Registry } from 'prom-client';
import type { RequestRecord } from './request-record.ts';

const SECONDS = [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10];
const SIZES = [1, 2, 4, 8, 16, 32, 64, 128];

export type Metrics = ReturnType<typeof createMetrics>;

/** Metrics for Prometheus. Every label has few values: routes, fields of the schema and the like, never input. */
export function createMetrics() {
  const registry = new Registry();
  const registers = [registry];
  const histogram = <Label extends string>(name: string, help: string, labelNames: Label[], buckets: number[]) =>
    new Histogram({ name, help, labelNames, buckets, registers });
  const requests = histogram(
    'guildhall_request_seconds',
    'Time from a request to its answer.',
    ['door', 'operation', 'status'],
    SECONDS,
  );
  const resolvers = histogram(
    'guildhall_resolver_seconds',
    'Time of the resolver of a GraphQL field at the root.',
    ['field'],
    SECONDS,
  );
  const commits = histogram('guildhall_commit_writes', 'Writes that one commit holds.', [], SIZES);
  const batches = histogram('guildhall_loader_batch_size', 'Keys that a loader reads at once.', ['loader'], SIZES);

  // Summed up here, and told when asked.
  const sql = new Map<string, { statements: number; seconds: number }>();
  const sqlTotal = (name: string, help: string, of: 'statements' | 'seconds') =>
    new Counter({
      name,
      help,
      labelNames: ['door'],
      registers,
      collect() {
        this.reset();
        for (const [door, total] of sql) this.inc({ door }, total[of]);
      },
    });
  sqlTotal('guildhall_sql_statements_total', 'SQL statements of requests.', 'statements');
  sqlTotal('guildhall_sql_seconds_total', 'Time of the SQL statements of requests.', 'seconds');
  const executed = { compiled: 0, 'graphql-js': 0 };
  new Counter({
    name: 'guildhall_graphql_operations_total',
    help: 'GraphQL operations by what executed them.',
    labelNames: ['executor'],
    registers,
    collect() {
      this.reset();
      for (const [executor, count] of Object.entries(executed)) this.inc({ executor }, count);
    },
  });
  const lookups = { tokens: { hit: 0, miss: 0 }, operations: { hit: 0, miss: 0 } };
  new Counter({
    name: 'guildhall_cache_lookups_total',
    help: 'Lookups in a cache, found or not.',
    labelNames: ['cache', 'result'],
    registers,
    collect() {
      this.reset();
      for (const [cache, results] of Object.entries(lookups)) {
        for (const [result, count] of Object.entries(results)) this.inc({ cache, result }, count);
      }
    },
  });
  let ofProcess = false;
  const beginProcessMetrics = () => {
    if (!ofProcess) collectDefaultMetrics({ register: registry });
    ofProcess = true;
  };

  return {
    contentType: registry.contentType,
    requestEnded(record: RequestRecord, operation: string, status: number, seconds: number) {
      requests.observe({ door: record.door, operation, status }, seconds);
      const total = sql.get(record.door) ?? { statements: 0, seconds: 0 };
      total.statements += record.statements;
      total.seconds += record.sqlMs / 1_000;
      sql.set(record.door, total);
    },
    resolverEnded: (field: string, seconds: number) => resolvers.observe({ field }, seconds),
    committed: (writes: number) => commits.observe(writes),
    batchLoaded: (loader: string, keys: number) => batches.observe({ loader }, keys),
    executed(executor: keyof typeof executed) {
      executed[executor] += 1;
    },
    lookedUp(cache: keyof typeof lookups, found: boolean) {
      lookups[cache][found ? 'hit' : 'miss'] += 1;
    },

    /** Writes all metrics in Prometheus' text format; with memory, processor time and event-loop lag from the first call on. */
    async exposition(): Promise<{ contentType: string; text: string }> {
      beginProcessMetrics();
      return { contentType: registry.contentType, text: await registry.metrics() };
    },
    /** The same as data, for a process that adds up those of several. */
    figures() {
      beginProcessMetrics();
      return registry.getMetricsAsJSON();
    },
  };
}
