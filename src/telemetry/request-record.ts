import { AsyncLocalStorage } from 'node:async_hooks';
import type { Viewer } from '../domain/viewer.ts';

/** What is known of a request while it is answered, for its line in the log, its metrics and its trace. */
export interface RequestRecord {
  /** The id that the log and the answer name it by. */
  readonly id: string;
  readonly door: string;
  /** Of GraphQL: its type and its field at the root, or "several". */
  operation: string | null;
  /** The name that the client gave its GraphQL operation. */
  operationName: string | null;
  userId: number | null;
  /** SQL statements, and the milliseconds that they took. */
  statements: number;
  sqlMs: number;
}

/** The request that the code that runs is answering, wherever it is. */
export const currentRequest = new AsyncLocalStorage<RequestRecord>();

declare module 'fastify' {
  interface FastifyRequest {
    record: RequestRecord;
    /** Who asks, once that is known; null is an anonymous caller. */
    viewer: Viewer | null;
  }
}
