/**
 * Trees as text, to the letter as XGBoost's `get_dump` writes them (`src/tree/tree_model.cc`). Names come escaped, which they
 * are in all three formats. Pure.
 */
import type { FeatureMap } from "./feature_map.js";
import { float9 } from "./float9.js";
import type { Tree } from "./tree.js";
import { isLeaf, walkTree } from "./walk_tree.js";

export type DumpFormat = "text" | "json" | "dot";

export const dumpFormats: Readonly<Record<DumpFormat, (tree: Tree, features: FeatureMap, stats: boolean) => string>> = {
  text: textDump,
  json: jsonDump,
  dot: dotDump,
};

interface Split {
  readonly name: string;
  /** Null: an indicator has none. */
  readonly threshold: string | null;
  readonly yes: number;
  readonly no: number;
  readonly missing: number;
}

/** An indicator's "yes" is its being there, which is where a missing one does not go. */
export function splitOf(tree: Tree, node: number, features: FeatureMap): Split {
  const feature = tree.splitIndices[node]!;
  const [left, right] = [tree.leftChildren[node]!, tree.rightChildren[node]!];
  const missing = tree.defaultLeft[node] === 1 ? left : right;
  const name = features.names[feature] ?? `f${feature}`;
  const threshold = tree.splitConditions[node]!;
  switch (features.kinds[feature] ?? "quantitative") {
    case "indicator":
      return { name, threshold: null, yes: missing === left ? right : left, no: missing, missing };
    case "integer":
      return { name, threshold: String(Math.ceil(threshold)), yes: left, no: right, missing };
    case "quantitative":
      return { name, threshold: float9(threshold), yes: left, no: right, missing };
  }
}

function textDump(tree: Tree, features: FeatureMap, stats: boolean): string {
  const lines: string[] = [];
  walkTree(tree, {
    enter(node, depth) {
      const tabs = "\t".repeat(depth);
      const cover = stats ? `cover=${float9(tree.sumHessian[node]!)}` : "";
      if (isLeaf(tree, node)) {
        lines.push(`${tabs}${node}:leaf=${float9(tree.splitConditions[node]!)}${stats ? `,${cover}` : ""}\n`);
        return;
      }
      const { name, threshold, yes, no, missing } = splitOf(tree, node, features);
      const stat = stats ? `,gain=${float9(tree.lossChanges[node]!)},${cover}` : "";
      lines.push(
        threshold === null
          ? `${node}:[${name}] yes=${yes},no=${no}${stat}\n`
          : `${tabs}${node}:[${name}<${threshold}] yes=${yes},no=${no},missing=${missing}${stat}\n`,
      );
    },
  });
  return lines.join("");
}

function jsonDump(tree: Tree, features: FeatureMap, stats: boolean): string {
  const parts: string[] = [];
  const indent = (depth: number) => "  ".repeat(depth + 1);
  walkTree(tree, {
    enter(node, depth) {
      parts.push(depth === 0 ? "" : "\n", indent(depth));
      const cover = stats ? `, "cover": ${float9(tree.sumHessian[node]!)}` : "";
      if (isLeaf(tree, node)) {
        const value = float9(tree.splitConditions[node]!);
        parts.push(`{ "nodeid": ${node}, "leaf": ${value} ${cover}${stats ? " " : ""}}`);
        return;
      }
      const { name, threshold, yes, no, missing } = splitOf(tree, node, features);
      const condition = threshold === null ? "" : `"split_condition": ${threshold}, `;
      const way = threshold === null ? "" : `, "missing": ${missing}`;
      const gain = stats ? `, "gain": ${float9(tree.lossChanges[node]!)}` : "";
      parts.push(
        `{ "nodeid": ${node}, "depth": ${depth}, "split": "${name}", ${condition}"yes": ${yes}, "no": ${no}${way} ${gain}${cover}, "children": [`,
      );
    },
    between: () => parts.push(", "),
    leave: (_, depth) => parts.push("\n", indent(depth), "]}"),
  });
  return parts.join("");
}

function dotDump(tree: Tree, features: FeatureMap, stats: boolean): string {
  const nodes: string[] = [];
  walkTree(tree, {
    enter(node) {
      const cover = stats ? `\ncover=${float9(tree.sumHessian[node]!)}` : "";
      if (isLeaf(tree, node)) {
        nodes.push(`    ${node} [ label="leaf=${float9(tree.splitConditions[node]!)}${cover}" ]\n`);
        return;
      }
      const { name, threshold } = splitOf(tree, node, features);
      const gain = stats ? `\ngain=${float9(tree.lossChanges[node]!)}` : "";
      const condition = threshold === null ? "" : `<${float9(tree.splitConditions[node]!)}`;
      const toLeft = tree.defaultLeft[node] === 1;
      nodes.push(
        `    ${node} [ label="${name}${condition}${gain}${cover}" ]\n` +
          `    ${node} -> ${tree.leftChildren[node]} ${toLeft ? missingEdge("yes") : edge("yes")}\n` +
          `    ${node} -> ${tree.rightChildren[node]} ${toLeft ? edge("no") : missingEdge("no")}\n`,
      );
    },
  });
  return `digraph {\n    graph [ rankdir=TB ]\n\n${nodes.join("\n")}}`;
}

function edge(label: string): string {
  return `[label="${label}" color="#FF0000"]`;
}

function missingEdge(label: string): string {
  return `[label="${label}, missing" color="#0000FF"]`;
}
