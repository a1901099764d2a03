import { AsyncLocalStorage } from 'node:async_hooks';
import type { Viewer } from '../domain/viewer.ts';

/** Facts about a request while it is answered, for its line in the log, its metrics and its trace. */
export interface RequestRecord {
  /** The id in the log and in the answer. */
  readonly id: string;
  readonly door: string;
  /** Method and path of a REST endpoint; type and root field of a GraphQL operation, or "several". */
  operation: string | null;
  /** The name that the client gave its GraphQL operation. */
  operationName: string | null;
  userId: number | null;
  /** SQL statements, and the milliseconds that it waited for them; one that several requests share counts for each. */
  statements: number;
  sqlMs: number;
}

/** The request that the running code is answering; none for what is done for several. */
export const currentRequest = new AsyncLocalStorage<RequestRecord | undefined>();

declare module 'fastify' {
  interface FastifyRequest {
    record: RequestRecord;
    /** The caller, once known; null is an anonymous one. */
    viewer: Viewer | null;
  }
}
