/** What a point chose, in words that a person can read. */
import { ApplyNode, isPlainObject, ParameterNode, SwitchNode } from "./node.js";
import type { Point } from "./suggest.js";

type Plain = number | string | boolean | null;

/** Label → value, where a choice between numbers, texts, … is what was chosen; of other choices it is the index. */
export function readablePoint(space: unknown, point: Point): Record<string, Plain> {
  const options = new Map<string, readonly unknown[]>();
  collect(space, options);
  return Object.fromEntries(
    Object.entries(point).map(([label, value]) => {
      const chosen = options.get(label);
      return [label, chosen?.every(isPlain) === true ? (chosen[value] as Plain) : value];
    }),
  );
}

function collect(part: unknown, options: Map<string, readonly unknown[]>): void {
  if (part instanceof SwitchNode) {
    if (part.index instanceof ParameterNode) options.set(part.index.label, part.options);
    for (const one of part.options) collect(one, options);
  } else if (part instanceof ApplyNode) for (const one of part.arguments) collect(one, options);
  else if (Array.isArray(part)) for (const one of part) collect(one, options);
  else if (isPlainObject(part)) for (const one of Object.values(part)) collect(one, options);
}

function isPlain(value: unknown): value is Plain {
  return value === null || ["number", "string", "boolean"].includes(typeof value);
}
