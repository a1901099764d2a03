import {
  type GraphQLInputObjectType,
  type GraphQLInputType,
  type GraphQLLeafType,
  isEnumType,
  isInputObjectType,
  isListType,
  isNonNullType,
} from 'graphql';

// Coerces input as graphql-js does, which prints the whole value in each message: an input of 8 MB with 200,000 wrong
// fields took 28 s and 3.5 GB. Nothing here makes text of a value, neither does a scalar get one that it would print.

/** Where a wrong value stands: a field or an index, and what that stands in; null for the variable itself. */
export type Path = { readonly above: Path; readonly key: string | number } | null;

/** Takes what is wrong with a value. Throws to end the coercion. */
export type Report = (path: Path, problem: string) => undefined;

/** Longer texts are only given to scalars that take any: others would print them, or search them for a pattern. */
const MAX_PARSED_LENGTH = 10_000;
const ANY_TEXT: ReadonlySet<string> = new Set(['String', 'ID', 'ImageData', 'HexColorCode', 'CountryCode']);
/** Items of a list, more than any field takes: longer ones are refused by their length, and none of their items is read. */
const MAX_LIST_LENGTH = 1_000;
/** Characters of a name that the schema does not have. */
const MAX_NAME_LENGTH = 50;

/** The value that resolvers get; whatever it is when something was reported. */
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

/** Undefined for a wrong value. */
function parseLeaf(value: unknown, type: GraphQLLeafType): unknown {
  if (isEnumType(type)) return typeof value === 'string' ? type.getValue(value)?.value : undefined;
  if (typeof value === 'object') return undefined;
  if (typeof value === 'string' && value.length > MAX_PARSED_LENGTH && !ANY_TEXT.has(type.name)) return undefined;
  try {
    return type.parseValue(value);
  } catch {
    // Scalars have no other way to refuse a value.
    return undefined;
  }
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
