import {
  type DirectiveNode,
  type FieldNode,
  type FragmentDefinitionNode,
  GraphQLIncludeDirective,
  type GraphQLObjectType,
  type GraphQLSchema,
  GraphQLSkipDirective,
  getDirectiveValues,
  isAbstractType,
  Kind,
  type NamedTypeNode,
  type SelectionSetNode,
  typeFromAST,
} from 'graphql';

/** What fields are selected from. */
export interface Selected {
  readonly schema: GraphQLSchema;
  readonly fragments: ReadonlyMap<string, FragmentDefinitionNode>;
  readonly variables: Readonly<Record<string, unknown>>;
}

/** The same field, wherever it is asked: there is at least one place. */
export type FieldNodes = [FieldNode, ...FieldNode[]];

/** The fields that are asked of an object of a type, by response key: `CollectFields` of the specification. */
export function collectFields(
  selected: Selected,
  type: GraphQLObjectType,
  nodes: readonly { readonly selectionSet?: SelectionSetNode | undefined }[],
): Map<string, FieldNodes> {
  const fields = new Map<string, FieldNodes>();
  const visited = new Set<string>();
  for (const { selectionSet } of nodes) if (selectionSet) collectInto(fields, visited, selected, type, selectionSet);
  return fields;
}

function collectInto(
  fields: Map<string, FieldNodes>,
  visited: Set<string>,
  selected: Selected,
  type: GraphQLObjectType,
  { selections }: SelectionSetNode,
): void {
  for (const selection of selections) {
    if (!isIncluded(selection, selected)) continue;
    if (selection.kind === Kind.FIELD) {
      const key = selection.alias?.value ?? selection.name.value;
      const nodes = fields.get(key);
      if (nodes) nodes.push(selection);
      else fields.set(key, [selection]);
    } else if (selection.kind === Kind.INLINE_FRAGMENT) {
      if (!isOn(selection.typeCondition, type, selected)) continue;
      collectInto(fields, visited, selected, type, selection.selectionSet);
    } else if (!visited.has(selection.name.value)) {
      visited.add(selection.name.value);
      const fragment = selected.fragments.get(selection.name.value);
      if (!fragment || !isOn(fragment.typeCondition, type, selected)) continue;
      collectInto(fields, visited, selected, type, fragment.selectionSet);
    }
  }
}

function isIncluded(node: { readonly directives?: readonly DirectiveNode[] }, { variables }: Selected): boolean {
  if (!node.directives?.length) return true;
  if (getDirectiveValues(GraphQLSkipDirective, node, variables)?.['if'] === true) return false;
  return getDirectiveValues(GraphQLIncludeDirective, node, variables)?.['if'] !== false;
}

function isOn(condition: NamedTypeNode | undefined, type: GraphQLObjectType, { schema }: Selected): boolean {
  if (!condition) return true;
  const wanted = typeFromAST(schema, condition);
  return wanted === type || (isAbstractType(wanted) && schema.isSubType(wanted, type));
}
