/** What search spaces are made of: parameters, choices between branches, and functions of them. */
import type { Distribution } from "./suggest.js";

/** A part of a space whose value, of type `T`, is known once a point is chosen. Made by `hp` and `scope`. */
export abstract class Node<out T> {
  declare protected readonly valueType: T;
}

/** One labelled number; of a choice, its index. */
export class ParameterNode extends Node<number> {
  readonly label: string;
  readonly distribution: Distribution;

  constructor(label: string, distribution: Distribution) {
    super();
    this.label = label;
    this.distribution = distribution;
  }
}

/** Only the option that the index points to takes part in a point. */
export class SwitchNode<out T> extends Node<T> {
  readonly index: Node<number>;
  readonly options: readonly unknown[];

  constructor(index: Node<number>, options: readonly unknown[]) {
    super();
    this.index = index;
    this.options = options;
  }
}

/** A function of other parts of the space. */
export class ApplyNode<out T> extends Node<T> {
  readonly apply: (...values: never[]) => T;
  readonly arguments: readonly unknown[];

  constructor(apply: (...values: never[]) => T, parts: readonly unknown[]) {
    super();
    this.apply = apply;
    this.arguments = parts;
  }
}

type Whole = Date | RegExp | ArrayBufferView | ReadonlyMap<unknown, unknown> | ReadonlySet<unknown>;

/**
 * What a space becomes at a point, and so what an objective is given: a node's value, objects and arrays of such values,
 * everything else as it is.
 */
export type SpaceValue<S> = 0 extends 1 & S
  ? S
  : S extends Node<infer T>
    ? T
    : S extends ((...parts: never[]) => unknown) | (abstract new (...parts: never[]) => unknown) | Whole
      ? S
      : S extends object
        ? { -readonly [K in keyof S]: SpaceValue<S[K]> }
        : S;

/** True for `{…}`, of whichever realm; objects of a class are constants of a space. */
export function isPlainObject(value: unknown): value is Record<string, unknown> {
  if (typeof value !== "object" || value === null) return false;
  const prototype = Object.getPrototypeOf(value) as object | null;
  return prototype === null || (Object.getPrototypeOf(prototype) === null && !Array.isArray(value));
}
