// Coerces input as graphql-js does, but prints no value: graphql-js prints the whole value in each message, and an input of
// 8 MB with 200,000 wrong fields took it 28 s and 3.5 GB. Nor does a scalar get a value that it would print.
import {
  GraphQLID,
  type GraphQLInputObjectType,
  type GraphQLInputType,
  type GraphQLLeafType,
  type GraphQLScalarType,
  GraphQLString,
  isEnumType,
  isInputObjectType,
  isListType,
  isNonNullType,
} from 'graphql';

/** Place of a wrong value: a field or an index, and what that stands in; null for the variable itself. */
export type Path = { readonly above: Path; readonly key: string | number } | null;

/** Takes a problem of a value; throws to end the coercion. */
export type Report = (path: Path, problem: string) => undefined;

/** Characters of text for a scalar that may print it, or search it for a pattern; longer texts are refused. */
const MAX_PARSED_LENGTH = 10_000;
/** The extension of a scalar that takes text of any length. */
export const TAKES_ANY_TEXT = 'takesAnyText';
/** Items of a list. Longer lists are refused before any item is read; no field takes as many. */
const MAX_LIST_LENGTH = 1_000;
/** Characters that are told of a name that the schema does not have. */
const MAX_NAME_LENGTH = 50;

/** Coerces a value to what resolvers get. The result is of no use once a problem has been reported. */
export function coerce(value: unknown, type: GraphQLInputType, path: Path, report: Report): unknown {
  if (isNonNullType(type)) {
    if (value !== null && value !== undefined) return coerce(value, type.ofType, path, report);
    return report(path, `Expected non-nullable type "${type}" not to be null.`);
  }
  if (value === null || value === undefined) return null;
  if (isListType(type)) {
    if (!Array.isArray(value)) return [coerce(value, type.ofType, path, report)];
    if (value.length > MAX_LIST_LENGTH) return report(path, `Expected at most ${MAX_LIST_LENGTH} items.`);
    return value.map((item, key) => coerce(item, type.ofType, { above: path, key }, report));
  }
  return isInputObjectType(type) ? coerceObject(value, type, path, report) : coerceLeaf(value, type, path, report);
}

function coerceLeaf(value: unknown, type: GraphQLLeafType, path: Path, report: Report): unknown {
  const parsed = parseLeaf(value, type);
  return parsed === undefined ? report(path, `Expected type "${type.name}".`) : parsed;
}

/** Parses the value of a leaf; undefined for a wrong one. */
function parseLeaf(value: unknown, type: GraphQLLeafType): unknown {
  if (isEnumType(type)) return typeof value === 'string' ? type.getValue(value)?.value : undefined;
  if (typeof value === 'object') return undefined;
  if (typeof value === 'string' && value.length > MAX_PARSED_LENGTH && !takesAnyText(type)) return undefined;
  try {
    return type.parseValue(value);
  } catch {
    // Scalars refuse a value by throwing whatever they like.
    return undefined;
  }
}

function takesAnyText(type: GraphQLScalarType): boolean {
  return type === GraphQLString || type === GraphQLID || type.extensions[TAKES_ANY_TEXT] === true;
}

function coerceObject(given: unknown, type: GraphQLInputObjectType, path: Path, report: Report): object | undefined {
  if (!isRecord(given)) return report(path, `Expected type "${type.name}" to be an object.`);
  const fields = type.getFields();
  const coerced: Record<string, unknown> = {};
  for (const { name, type: fieldType, defaultValue } of Object.values(fields)) {
    const value = given[name];
    if (value !== undefined) coerced[name] = coerce(value, fieldType, { above: path, key: name }, report);
    else if (defaultValue !== undefined) coerced[name] = defaultValue;
    else if (isNonNullType(fieldType)) {
      report(path, `Field "${name}" of required type "${fieldType}" was not provided.`);
    }
  }
  for (const name of Object.keys(given)) {
    if (fields[name] === undefined) report(path, `Field "${shortened(name)}" is not defined by type "${type.name}".`);
  }
  if (type.isOneOf) checkOnlyOne(coerced, type, path, report);
  return coerced;
}

function checkOnlyOne(coerced: object, { name }: GraphQLInputObjectType, path: Path, report: Report): void {
  const [first, ...others] = Object.entries(coerced);
  if (first === undefined || others.length > 0) {
    report(path, `Exactly one key must be specified for OneOf type "${name}".`);
  }
  if (first?.[1] === null) report({ above: path, key: first[0] }, `Field "${first[0]}" must be non-null.`);
}

function shortened(name: string): string {
  return name.length <= MAX_NAME_LENGTH ? name : `${name.slice(0, MAX_NAME_LENGTH)}…`;
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
