import { GraphQLError } from 'graphql';
import type { ErrorCode } from './error-codes.ts';

/** Errors whose messages callers may read. They are known by this set: errors of libraries can have the same codes. */
const toldErrors = new WeakSet<Error>();

/** Status and headers of the response to a request that the error ends as a whole. */
interface ErrorHttp {
  readonly status: number;
  readonly headers?: Map<string, string>;
}

/** Makes an error that reaches callers unmasked. */
export function toldError(message: string, code: ErrorCode, http?: ErrorHttp): GraphQLError {
  const error = new GraphQLError(message, { extensions: http === undefined ? { code } : { code, http } });
  toldErrors.add(error);
  return error;
}

export function isTold(error: unknown): boolean {
  return error instanceof Error && toldErrors.has(error);
}
