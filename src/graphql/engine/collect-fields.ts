import {
  type DirectiveNode,
  type DocumentNode,
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

export type Fragments = ReadonlyMap<string, FragmentDefinitionNode>;

/** What decides which fields a selection holds. */
export interface SelectionScope {
  readonly schema: GraphQLSchema;
  readonly fragments: Fragments;
  readonly variables: Readonly<Record<string, unknown>>;
}

/** All places where one field is selected. */
export type FieldNodes = [FieldNode, ...FieldNode[]];

export function fragmentsOf({ definitions }: DocumentNode): Fragments {
  const fragments = definitions.filter((definition) => definition.kind === Kind.FRAGMENT_DEFINITION);
  return new Map(fragments.map((fragment) => [fragment.name.value, fragment]));
}

/** The fields that are selected of an object type, by response key: `CollectFields` of the specification. */
export function collectFields(
  scope: SelectionScope,
  type: GraphQLObjectType,
  nodes: readonly { readonly selectionSet?: SelectionSetNode | undefined }[],
): Map<string, FieldNodes> {
  const fields = new Map<string, FieldNodes>();
  const visited = new Set<string>();
  for (const { selectionSet } of nodes) if (selectionSet) collectInto(fields, visited, scope, type, selectionSet);
  return fields;
}

function collectInto(
  fields: Map<string, FieldNodes>,
  visited: Set<string>,
  scope: SelectionScope,
  type: GraphQLObjectType,
  { selections }: SelectionSetNode,
): void {
  for (const selection of selections) {
    if (!isIncluded(selection, scope)) continue;
    if (selection.kind === Kind.FIELD) {
      const key = selection.alias?.value ?? selection.name.value;
      const nodes = fields.get(key);
      if (nodes) nodes.push(selection);
      else fields.set(key, [selection]);
    } else if (selection.kind === Kind.INLINE_FRAGMENT) {
      if (!isOn(selection.typeCondition, type, scope)) continue;
      collectInto(fields, visited, scope, type, selection.selectionSet);
    } else if (!visited.has(selection.name.value)) {
      visited.add(selection.name.value);
      const fragment = scope.fragments.get(selection.name.value);
      if (!fragment || !isOn(fragment.typeCondition, type, scope)) continue;
      collectInto(fields, visited, scope, type, fragment.selectionSet);
    }
  }
}

function isIncluded(node: { readonly directives?: readonly DirectiveNode[] }, { variables }: SelectionScope): boolean {
  if (!node.directives?.length) return true;
  if (getDirectiveValues(GraphQLSkipDirective, node, variables)?.['if'] === true) return false;
  return getDirectiveValues(GraphQLIncludeDirective, node, variables)?.['if'] !== false;
}

function isOn(condition: NamedTypeNode | undefined, type: GraphQLObjectType, { schema }: SelectionScope): boolean {
  if (!condition) return true;
  const wanted = typeFromAST(schema, condition);
  return wanted === type || (isAbstractType(wanted) && schema.isSubType(wanted, type));
}
