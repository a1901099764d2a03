import { Counter, collectDefaultMetrics, Histogram, Registry } from 'prom-client';
import type { RequestRecord } from './request-record.ts';

const SECONDS = [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10];
const SIZES = [1, 2, 4, 8, 16, 32, 64, 128];

export type Metrics = ReturnType<typeof createMetrics>;

/** What Prometheus is told. Every label has few values: routes, fields of the schema and the like, never what is sent. */
export function createMetrics() {
  const registry = new Registry();
  const registers = [registry];
  const requests = new Histogram({
    name: 'guildhall_request_seconds',
    help: 'Time from a request to its answer.',
    labelNames: ['door', 'operation', 'status'],
    buckets: SECONDS,
    registers,
  });
  const sql = new Map<string, { statements: number; seconds: number }>();
  // Summed up here, and told when asked: an observation for each request costs as much as a statement does.
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
  const resolvers = new Histogram({
    name: 'guildhall_resolver_seconds',
    help: 'Time of the resolver of a GraphQL field at the root.',
    labelNames: ['field'],
    buckets: SECONDS,
    registers,
  });
  const commits = new Histogram({
    name: 'guildhall_commit_writes',
    help: 'Writes that one commit holds.',
    buckets: SIZES,
    registers,
  });
  const batches = new Histogram({
    name: 'guildhall_loader_batch_size',
    help: 'Keys that a loader reads at once.',
    labelNames: ['loader'],
    buckets: SIZES,
    registers,
  });
  const lookups = new Counter({
    name: 'guildhall_cache_lookups_total',
    help: 'Lookups in a cache, found or not.',
    labelNames: ['cache', 'result'],
    registers,
  });
  let ofProcess = false;

  return {
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
    lookedUp: (cache: 'tokens' | 'operations', found: boolean) =>
      lookups.inc({ cache, result: found ? 'hit' : 'miss' }),

    /** In Prometheus' text format, with memory, processor time and event-loop lag from the first call on. */
    async exposition() {
      if (!ofProcess) collectDefaultMetrics({ register: registry });
      ofProcess = true;
      return { contentType: registry.contentType, text: await registry.metrics() };
    },
  };
}
