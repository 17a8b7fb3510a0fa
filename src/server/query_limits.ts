/** How much one GraphQL query may ask, so that none keeps the server busy: MLflow's limits and words. */

/** As much of a syntax tree as is counted here. */
export interface SyntaxNode {
  readonly kind: string;
  readonly name?: { readonly value: string } | undefined;
  readonly alias?: object | undefined;
  readonly selectionSet?: { readonly selections: readonly SyntaxNode[] } | undefined;
}

const maxDepth = 10;
const maxSelections = 1000;

/** What is too much about a document, in a sentence; null when nothing is. */
export function excess(definitions: readonly SyntaxNode[]): string | null {
  const fragments = new Map(
    definitions.filter(({ kind }) => kind === "FragmentDefinition").map((one) => [one.name!.value, one] as const),
  );
  let [rootFields, aliases, selections] = [0, 0, 0];
  const open = definitions.filter(({ kind }) => kind === "OperationDefinition").map((node) => ({ node, depth: 1 }));
  for (let level = open.pop(); level !== undefined; level = open.pop()) {
    const { node, depth } = level;
    if (depth > maxDepth) return `Query exceeds maximum depth of ${maxDepth}`;
    const fields = fieldsOf(node, fragments);
    selections += fields.length;
    if (selections > maxSelections) return `Query exceeds maximum total selections of ${maxSelections}`;
    if (depth === 1) rootFields += fields.length;
    aliases = Math.max(aliases, fields.filter((field) => field.alias !== undefined).length);
    for (const field of fields) if (field.selectionSet !== undefined) open.push({ node: field, depth: depth + 1 });
  }
  return tooMany(rootFields, "root fields", "ROOT_FIELDS") ?? tooMany(aliases, "aliases", "ALIASES");
}

/** The fields of one level: fragments, named or inline, are part of the level that spreads them. */
function fieldsOf(node: SyntaxNode, fragments: ReadonlyMap<string, SyntaxNode>): SyntaxNode[] {
  const fields: SyntaxNode[] = [];
  const spread = new Set<string>();
  const open = [...(node.selectionSet?.selections ?? [])];
  for (let selection = open.pop(); selection !== undefined; selection = open.pop()) {
    if (selection.kind === "Field") fields.push(selection);
    else if (selection.kind === "InlineFragment") open.push(...(selection.selectionSet?.selections ?? []));
    else if (!spread.has(selection.name!.value)) {
      spread.add(selection.name!.value);
      open.push(...(fragments.get(selection.name!.value)?.selectionSet?.selections ?? []));
    }
  }
  return fields;
}

function tooMany(count: number, what: string, name: string): string | null {
  const variable = `MLFLOW_SERVER_GRAPHQL_MAX_${name}`;
  const limit = Number(process.env[variable] ?? 10);
  if (count <= limit) return null;
  return (
    `GraphQL queries should have at most ${limit} ${what}, got ${count} ${what}. ` +
    `To increase the limit, set the ${variable} environment variable.`
  );
}
