import { GraphQLError, type GraphQLFormattedError } from 'graphql';
import { Refused } from '../../domain/refused.ts';
import type { ErrorCode } from '../errors/error-codes.ts';
import { isTold } from '../errors/told-error.ts';
import { topLevelError } from '../errors/top-level-error.ts';

const INTERNAL: ErrorCode = 'INTERNAL_SERVER_ERROR';
const WRONG_INPUT: ErrorCode = 'BAD_USER_INPUT';
/** Characters of a message. graphql-js puts names and literals of any length into its own. */
const MAX_MESSAGE_LENGTH = 300;
/** The message of V8 for a document that is nested deeper than graphql-js can follow. */
const STACK_OVERFLOW = 'Maximum call stack size exceeded';
const TOO_DEEP = 'The request is nested too deeply.';

const MASKED: GraphQLFormattedError = {
  message: 'Something went wrong on our side.',
  extensions: { code: INTERNAL },
};

interface FormatterOptions {
  readonly production: boolean;
  readonly logFault: (error: unknown) => void;
}

/**
 * Makes the formatter that lets nothing of the inside out: an error that is neither a refusal nor about the request is
 * logged and masked. In production no names are suggested.
 */
export function errorFormatter({ production, logFault }: FormatterOptions) {
  return (given: GraphQLFormattedError, error: unknown): GraphQLFormattedError => {
    const formatted = given.message.includes(STACK_OVERFLOW)
      ? { ...given, message: TOO_DEEP }
      : shortError(production ? withoutSuggestion(given) : given);
    const cause = error instanceof GraphQLError ? (error.originalError ?? error) : error;
    if (isTold(cause) || isAboutRequest(formatted)) return formatted;
    if (isAboutArguments(error) || isBeforeExecution(error)) return { ...formatted, extensions: { code: WRONG_INPUT } };

    const said = cause instanceof Refused ? refused(cause) : MASKED;
    if (said === MASKED) logFault(cause);
    return formatted.path ? { ...said, path: formatted.path } : said;
  };
}

function refused({ refusal }: Refused): GraphQLFormattedError {
  const { code, message } = topLevelError(refusal);
  return { message, extensions: { code } };
}

/** Whether Apollo found the error before anything was executed; errors of resolvers have a path. */
function isAboutRequest({ path, extensions }: GraphQLFormattedError): boolean {
  return path === undefined && extensions?.['code'] !== INTERNAL;
}

/** Whether Apollo found the error without giving a code, as it does for persisted queries of another version. */
function isBeforeExecution(error: unknown): boolean {
  return error instanceof GraphQLError && error.path === undefined && error.originalError === undefined;
}

/** Whether arguments turned out wrong once their variables were filled in; graphql-js gives no code then. */
function isAboutArguments(error: unknown): boolean {
  const said = error instanceof GraphQLError ? (error.originalError ?? error) : null;
  return said instanceof GraphQLError && said.nodes !== undefined && said.message.startsWith('Argument "');
}

/** Cuts off what graphql-js suggests even if told to hide suggestions: selections. */
function withoutSuggestion(error: GraphQLFormattedError): GraphQLFormattedError {
  const start = error.message.indexOf(' Did you mean ');
  return start === -1 ? error : { ...error, message: error.message.slice(0, start) };
}

/** Shortens the message of an error to a bounded length. */
export function shortError(error: GraphQLFormattedError): GraphQLFormattedError {
  const { message } = error;
  if (message.length <= MAX_MESSAGE_LENGTH) return error;
  return { ...error, message: `${message.slice(0, MAX_MESSAGE_LENGTH - 1).toWellFormed()}…` };
}
