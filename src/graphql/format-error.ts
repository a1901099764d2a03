import { GraphQLError, type GraphQLFormattedError } from 'graphql';

const INTERNAL = 'INTERNAL_SERVER_ERROR';
/** What the engine says of a document that is nested deeper than graphql-js can follow. */
const STACK_OVERFLOW = 'Maximum call stack size exceeded';
const TOO_DEEP = 'The request is nested too deeply.';

const MASKED: GraphQLFormattedError = {
  message: 'Something went wrong on our side.',
  extensions: { code: INTERNAL },
};

/**
 * Lets nothing of the inside out: a fault is logged and masked. In production the
 * suggestions that graphql-js makes of the schema's names are left out, too.
 */
export function errorFormatter({
  production,
  logFault,
}: {
  readonly production: boolean;
  readonly logFault: (error: unknown) => void;
}) {
  return (given: GraphQLFormattedError, error: unknown): GraphQLFormattedError => {
    const formatted = given.message.includes(STACK_OVERFLOW) ? { ...given, message: TOO_DEEP } : given;
    if (formatted.extensions?.['code'] !== INTERNAL) return production ? withoutSuggestions(formatted) : formatted;
    if (isAboutArguments(error)) {
      return { ...withoutSuggestions(formatted), extensions: { code: 'BAD_USER_INPUT' } };
    }

    logFault(error instanceof GraphQLError ? (error.originalError ?? error) : error);
    const { path, locations } = formatted;
    return { ...MASKED, ...(path && { path }), ...(locations && { locations }) };
  };
}

/** What graphql-js says of arguments that only turn out wrong with their variables filled in; it gives no code. */
function isAboutArguments(error: unknown): boolean {
  return (
    error instanceof GraphQLError &&
    (error.originalError === undefined || error.originalError instanceof GraphQLError) &&
    !error.message.startsWith('Cannot return null')
  );
}

function withoutSuggestions(error: GraphQLFormattedError): GraphQLFormattedError {
  return { ...error, message: error.message.replace(/ ?Did you mean [\s\S]*\?$/, '') };
}
