/** A space at a point, and at a random one. */
import { TrackingError } from "../errors.js";
import { draw } from "./draw.js";
import type { SwitchNode } from "./node.js";
import { ApplyNode, isPlainObject, Node, ParameterNode, type SpaceValue } from "./node.js";
import { searchSpace } from "./search_space.js";
import type { Point, Random } from "./suggest.js";

/**
 * What `space` is at `point`, such as the best one that `fmin` gave: a choice is replaced by the option whose index the point
 * has. Throws INVALID_PARAMETER_VALUE where the point lacks a parameter that is needed, or has an index that no option has.
 */
export function spaceEval<S>(space: S, point: Point): SpaceValue<S> {
  return valueOf(space, point) as SpaceValue<S>;
}

/** The value of `space` at a point drawn from its distributions. */
export function sample<S>(space: S, random: Random): SpaceValue<S> {
  return spaceEval(space, draw(searchSpace(space), random));
}

function valueOf(part: unknown, point: Point): unknown {
  if (part instanceof Node) return nodeValue(part, point);
  if (Array.isArray(part)) return part.map((one) => valueOf(one, point));
  if (!isPlainObject(part)) return part;
  return Object.fromEntries(Object.entries(part).map(([key, one]) => [key, valueOf(one, point)]));
}

function nodeValue(node: Node<unknown>, point: Point): unknown {
  if (node instanceof ParameterNode) return parameterValue(node.label, point);
  if (node instanceof ApplyNode) return node.apply(...(node.arguments.map((one) => valueOf(one, point)) as never[]));
  const { index, options } = node as SwitchNode<unknown>;
  const at = nodeValue(index, point) as number;
  if (Number.isInteger(at) && at >= 0 && at < options.length) return valueOf(options[at], point);
  const name = index instanceof ParameterNode ? JSON.stringify(index.label) : "a computed index";
  throw new TrackingError(
    "INVALID_PARAMETER_VALUE",
    `option ${at} of ${name} was asked for; give an index from 0 to ${options.length - 1}`,
  );
}

function parameterValue(label: string, point: Point): number {
  const value = Object.hasOwn(point, label) ? point[label] : undefined;
  if (typeof value === "number") return value;
  throw new TrackingError(
    "INVALID_PARAMETER_VALUE",
    `the point has no number for ${JSON.stringify(label)}; give one (of a choice, its index)`,
  );
}
