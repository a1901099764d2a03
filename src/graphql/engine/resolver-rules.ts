import { type GraphQLNamedType, type GraphQLSchema, isAbstractType, isIntrospectionType, isObjectType } from 'graphql';

type AnyFunction = (...parameters: never[]) => unknown;

const REASON = 'compiled execution passes its source, its arguments and the context, and no info';

/**
 * Throws for a schema that compiled execution would answer otherwise than graphql-js, and says which resolver breaks which
 * rule. Resolvers of mutations are async, so that one that fails is not run again: see `attempt.ts`.
 */
export function checkResolvers(schema: GraphQLSchema): void {
  for (const type of ownTypes(schema)) {
    if (isAbstractType(type) && type.resolveType) check(`The resolveType of ${type.name}`, type.resolveType, 2);
    if (!isObjectType(type)) continue;
    if (type.isTypeOf) throw new Error(`${type.name} has isTypeOf, which compiled execution does not ask.`);
    for (const { name, resolve } of Object.values(type.getFields())) {
      if (!resolve) continue;
      const which = `The resolver of ${type.name}.${name}`;
      check(which, resolve, 3);
      if (type === schema.getMutationType() && kindOf(resolve) !== 'AsyncFunction') {
        throw new Error(`${which} is not async: what it does before it throws at once would be done again.`);
      }
    }
  }
}

/** The types of a schema without those of introspection, which all schemas share. */
export function ownTypes(schema: GraphQLSchema): GraphQLNamedType[] {
  return Object.values(schema.getTypeMap()).filter((type) => !isIntrospectionType(type));
}

function check(which: string, given: AnyFunction, most: number): void {
  if (kindOf(given).endsWith('GeneratorFunction')) throw new Error(`${which} is a generator, which is never run.`);
  if (given.length > most) throw new Error(`${which} takes ${given.length} parameters: ${REASON}.`);
  if (!hasPlainParameters(given)) throw new Error(`${which} has a default or a rest among its parameters: ${REASON}.`);
}

function kindOf(given: AnyFunction): string {
  return given.constructor.name;
}

/** Whether no parameter has a default or is a rest, which a function's length does not count. Inside patterns they may. */
function hasPlainParameters(given: AnyFunction): boolean {
  const text = given.toString();
  const start = text.indexOf('(');
  const arrow = text.indexOf('=>');
  if (start === -1 || (arrow !== -1 && arrow < start)) return true;
  let depth = 0;
  for (let index = start; index < text.length; index += 1) {
    if (depth === 1 && (text[index] === '=' || text.startsWith('...', index))) return false;
    if ('([{'.includes(text.charAt(index))) depth += 1;
    if (')]}'.includes(text.charAt(index))) depth -= 1;
    if (depth === 0) return true;
  }
  return true;
}
