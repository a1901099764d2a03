import { type FieldNode, type GraphQLField, getArgumentValues } from 'graphql';
import { frozen } from './frozen.ts';
import type { Variables } from './run.ts';

/** The place of a variable's value. */
class Placeholder {
  readonly variable: string;
  constructor(variable: string) {
    this.variable = variable;
  }
}

/**
 * Makes the reader of a field's arguments from coerced variables. graphql-js reads them from the document once, with a
 * placeholder for each variable, and again only where a variable has no value. Throws a `GraphQLError` if they are wrong.
 */
export function argumentsReader(
  field: GraphQLField<unknown, unknown>,
  node: FieldNode,
  variables: readonly string[],
): (values: Variables) => object {
  const placeholders = Object.fromEntries(variables.map((name) => [name, new Placeholder(name)]));
  const template: object = getArgumentValues(field, node, placeholders);
  const used = variablesIn(template);
  if (used.length === 0) {
    const args = frozen(template);
    return () => args;
  }
  const fill = fillerOf(template);
  return (values) => {
    const known = used.every((name) => Object.hasOwn(values, name) && values[name] !== null);
    return known ? fill(values) : getArgumentValues(field, node, values);
  };
}

function variablesIn(template: unknown): string[] {
  if (template instanceof Placeholder) return [template.variable];
  return isComposed(template) ? Object.values(template).flatMap(variablesIn) : [];
}

/** Makes what fills a template with the values of variables. What it gives is frozen. */
function fillerOf(template: object): (values: Variables) => object {
  if (Array.isArray(template)) {
    const items = template.map(valueFillerOf);
    return (values) => Object.freeze(items.map((fill) => fill(values)));
  }
  const members = Object.entries(template).map(([name, value]) => ({ name, fill: valueFillerOf(value) }));
  return (values) => {
    const object: Record<string, unknown> = {};
    for (const { name, fill } of members) object[name] = fill(values);
    return Object.freeze(object);
  };
}

function valueFillerOf(template: unknown): (values: Variables) => unknown {
  if (template instanceof Placeholder) return (values) => frozen(values[template.variable]);
  return isComposed(template) ? fillerOf(template) : () => frozen(template);
}

/** Whether a value is a list or an input object, and not what a scalar makes of a literal. */
function isComposed(value: unknown): value is object {
  if (typeof value !== 'object' || value === null) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  return Array.isArray(value) || prototype === null || prototype === Object.prototype;
}
