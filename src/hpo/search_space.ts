/** A space as its author wrote it → the flat list of parameters that algorithms search. */
import { TrackingError } from "../errors.js";
import { ApplyNode, isPlainObject, ParameterNode, SwitchNode } from "./node.js";
import type { Condition, Parameter, Point, SearchSpace } from "./suggest.js";

interface Found {
  readonly node: ParameterNode;
  readonly places: (readonly Condition[])[];
}

/**
 * Throws INVALID_PARAMETER_VALUE where two parameters have one label, and where the space holds itself. One node may occur in
 * several places: it is one parameter, which exists where any of them does.
 */
export function searchSpace(space: unknown): SearchSpace {
  const found = new Map<string, Found>();
  collect(space, [], found, new Set());
  return { parameters: [...found.values()].map(parameterOf) };
}

/** Whether the choices of `point` give the parameter a value. */
export function exists(parameter: Parameter, point: Point): boolean {
  if (!parameter.conditions.every((condition) => point[condition.label] === condition.index)) return false;
  const { alternatives } = parameter;
  return (
    alternatives === undefined ||
    alternatives.some((place) => place.every((condition) => point[condition.label] === condition.index))
  );
}

function collect(part: unknown, place: readonly Condition[], found: Map<string, Found>, above: Set<object>): void {
  if (typeof part !== "object" || part === null) return;
  if (above.has(part)) {
    throw new TrackingError("INVALID_PARAMETER_VALUE", "the space holds itself; make it a tree of objects and arrays");
  }
  above.add(part);
  if (part instanceof ParameterNode) add(part, place, found);
  else if (part instanceof SwitchNode) collectSwitch(part, place, found, above);
  else if (part instanceof ApplyNode) for (const one of part.arguments) collect(one, place, found, above);
  else if (Array.isArray(part)) for (const one of part) collect(one, place, found, above);
  else if (isPlainObject(part)) for (const one of Object.values(part)) collect(one, place, found, above);
  above.delete(part);
}

function collectSwitch(
  part: SwitchNode<unknown>,
  place: readonly Condition[],
  found: Map<string, Found>,
  above: Set<object>,
): void {
  collect(part.index, place, found, above);
  const { index } = part;
  for (const [at, option] of part.options.entries()) {
    const within = index instanceof ParameterNode ? [...place, { label: index.label, index: at }] : place;
    collect(option, within, found, above);
  }
}

function add(node: ParameterNode, place: readonly Condition[], found: Map<string, Found>): void {
  const before = found.get(node.label);
  if (before !== undefined && before.node !== node) {
    throw new TrackingError(
      "INVALID_PARAMETER_VALUE",
      `two parameters of the space have the label ${JSON.stringify(node.label)}; give each its own`,
    );
  }
  found.delete(node.label); // so that it comes after the choices of its last place, too
  found.set(node.label, { node, places: [...(before?.places ?? []), place] });
}

function parameterOf({ node, places }: Found): Parameter {
  const { label, distribution } = node;
  if (places.some((place) => place.length === 0)) return { label, distribution, conditions: [] };
  if (places.length === 1) return { label, distribution, conditions: places[0]! };
  return { label, distribution, conditions: [], alternatives: places };
}
