import { GraphQLError, type GraphQLFormattedError } from 'graphql';
import { SearchUnavailable } from '../domain/store.ts';
import { topLevel } from './errors.ts';

const INTERNAL = 'INTERNAL_SERVER_ERROR';
/** Errors of a request that is not executed; its first ones tell what to mend. */
export const MAX_ERRORS = 5;
/** Characters. graphql-js puts names and literals of any length into its messages. */
const MAX_MESSAGE_LENGTH = 300;
/** What the engine says of a document that is nested deeper than graphql-js can follow. */
const STACK_OVERFLOW = 'Maximum call stack size exceeded';
const TOO_DEEP = 'The request is nested too deeply.';

const MASKED: GraphQLFormattedError = {
  message: 'Something went wrong on our side.',
  extensions: { code: INTERNAL },
};

/** Lets nothing of the inside out: a fault is logged and masked. */
export function errorFormatter(logFault: (error: unknown) => void) {
  return (given: GraphQLFormattedError, error: unknown): GraphQLFormattedError => {
    const formatted = given.message.includes(STACK_OVERFLOW) ? { ...given, message: TOO_DEEP } : shortError(given);
    if (formatted.extensions?.['code'] !== INTERNAL) return formatted;
    const unavailable = searchUnavailable(error);
    if (unavailable !== null) {
      const { message, code } = topLevel(unavailable.refusal);
      return { ...formatted, message, extensions: { code } };
    }
    if (isAboutArguments(error)) return { ...formatted, extensions: { code: 'BAD_USER_INPUT' } };

    logFault(error instanceof GraphQLError ? (error.originalError ?? error) : error);
    return formatted.path ? { ...MASKED, path: formatted.path } : MASKED;
  };
}

/** What a resolver threw that is no fault. */
export function searchUnavailable(error: unknown): SearchUnavailable | null {
  const cause = error instanceof GraphQLError ? error.originalError : null;
  return cause instanceof SearchUnavailable ? cause : null;
}

/** What graphql-js says of arguments that only turn out wrong with their variables filled in; it gives no code. */
function isAboutArguments(error: unknown): boolean {
  return (
    error instanceof GraphQLError &&
    (error.originalError === undefined || error.originalError instanceof GraphQLError) &&
    !error.message.startsWith('Cannot return null')
  );
}

/** The same with a message of bounded length. */
export function shortError(error: GraphQLFormattedError): GraphQLFormattedError {
  const { message } = error;
  if (message.length <= MAX_MESSAGE_LENGTH) return error;
  return { ...error, message: `${message.slice(0, MAX_MESSAGE_LENGTH - 1).toWellFormed()}…` };
}
