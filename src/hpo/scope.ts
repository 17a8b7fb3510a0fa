/** hyperopt's `scope`: functions of parameters that are part of the space. */
import { ApplyNode, type Node, type SpaceValue, SwitchNode } from "./node.js";

/** A value, or a part of the space that becomes one. */
export type Operand<T> =
  T | Node<T> | (T extends readonly unknown[] ? { readonly [K in keyof T]: Operand<T[K]> } : never);

type Operands<A extends readonly unknown[]> = { [K in keyof A]: Operand<A[K]> };

/** Makes any function usable inside a space: `const root = scope.define(Math.sqrt)`, then `root(hp.uniform("x", 0, 1))`. */
function define<A extends readonly unknown[], T>(apply: (...values: A) => T): (...parts: Operands<A>) => Node<T> {
  return (...parts) => new ApplyNode<T>(apply as unknown as (...values: never[]) => T, parts);
}

/**
 * The names are hyperopt's, and what its operators on nodes do is `add`, `sub`, `mul`, `div`, `floordiv`, `mod`, `neg`; whole
 * numbers are cut towards zero, `floordiv` and `mod` round down, as in Python.
 */
export const scope = {
  define,
  int: define((x: number) => Math.trunc(x) + 0),
  float: define((x: number) => x),
  round: define((x: number) => roundHalfEven(x)),
  add: define((a: number, b: number) => a + b),
  sub: define((a: number, b: number) => a - b),
  mul: define((a: number, b: number) => a * b),
  div: define((a: number, b: number) => a / b),
  floordiv: define((a: number, b: number) => Math.floor(a / b)),
  mod: define((a: number, b: number) => a - b * Math.floor(a / b)),
  neg: define((x: number) => -x),
  abs: define((x: number) => Math.abs(x)),
  pow: define((a: number, b: number) => a ** b),
  exp: define((x: number) => Math.exp(x)),
  log: define((x: number) => Math.log(x)),
  sqrt: define((x: number) => Math.sqrt(x)),
  sin: define((x: number) => Math.sin(x)),
  cos: define((x: number) => Math.cos(x)),
  tan: define((x: number) => Math.tan(x)),
  min: define((...values: number[]) => Math.min(...values)),
  max: define((...values: number[]) => Math.max(...values)),
  minimum: define((a: number, b: number) => Math.min(a, b)),
  maximum: define((a: number, b: number) => Math.max(a, b)),
  sum: define((values: readonly number[]) => values.reduce((sum, one) => sum + one, 0)),

  /**
   * The option at `index`. Where the index is an `hp.randint` from 0, parameters of an option exist only where it was taken;
   * where it is computed, all of them always exist.
   */
  switch<const O extends readonly unknown[]>(index: Node<number>, ...options: O): Node<SpaceValue<O[number]>> {
    return new SwitchNode(index, options);
  },
};

/** To the nearest whole number, halves to the even one, as numpy rounds; never -0. */
export function roundHalfEven(x: number): number {
  const below = Math.floor(x);
  const rest = x - below;
  if (rest === 0.5) return (below % 2 === 0 ? below : below + 1) + 0;
  return (rest < 0.5 ? below : below + 1) + 0;
}
