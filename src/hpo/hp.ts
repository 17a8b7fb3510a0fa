/** hyperopt's `hp`: the labelled parameters of a search space. */
import { TrackingError } from "../errors.js";
import type { Node } from "./node.js";
import { ParameterNode, type SpaceValue, SwitchNode } from "./node.js";

/**
 * One function per distribution; each takes a label that is unique in its space. Quantised kinds give round(x / q) · q with
 * halves to the even side, so that a value may lie up to q / 2 outside the bounds. Each throws INVALID_PARAMETER_VALUE for
 * bounds that cannot be.
 */
export const hp = {
  /**
   * One of `options`, which may hold parameters of their own: those exist only where their option was taken. In a point a
   * choice is the index of its option.
   */
  choice<const O extends readonly unknown[]>(label: string, options: O): Node<SpaceValue<O[number]>> {
    checkOptions("choice", label, options);
    const probabilities = options.map(() => 1 / options.length);
    return new SwitchNode(new ParameterNode(label, { kind: "choice", probabilities }), options);
  },

  /** A choice with a probability for each option: `[[0.8, "often"], [0.2, "seldom"]]`; they sum to 1. */
  pchoice<const O extends readonly (readonly [number, unknown])[]>(
    label: string,
    options: O,
  ): Node<SpaceValue<O[number][1]>> {
    checkOptions("pchoice", label, options);
    const probabilities = options.map((option) => option[0]);
    const total = probabilities.reduce((sum, one) => sum + one, 0);
    if (probabilities.some((one) => !(one >= 0)) || Math.abs(total - 1) > 1e-6) {
      throw wrong("pchoice", label, `the probabilities are ${probabilities.join(", ")}`, "give numbers that sum to 1");
    }
    const index = new ParameterNode(label, { kind: "pchoice", probabilities: probabilities.map((one) => one / total) });
    return new SwitchNode(
      index,
      options.map((option) => option[1]),
    );
  },

  /** A whole number from `low` (0 when left out) to below the upper bound; neighbours are not taken to be alike. */
  randint,

  /** Uniform between `low` and `high`. */
  uniform: (label: string, low: number, high: number): Node<number> => bounded("uniform", label, low, high),

  /** A whole number from `low` to `high`, both included; neighbours are taken to be alike. */
  uniformint: (label: string, low: number, high: number): Node<number> => quantised("uniformint", label, low, high, 1),

  /** round(uniform(low, high) / q) · q. */
  quniform: (label: string, low: number, high: number, q: number): Node<number> =>
    quantised("quniform", label, low, high, q),

  /** exp(uniform(low, high)): `low` and `high` are logarithms, `hp.loguniform("eta", Math.log(0.01), 0)` is 0.01 to 1. */
  loguniform: (label: string, low: number, high: number): Node<number> => bounded("loguniform", label, low, high),

  /** round(exp(uniform(low, high)) / q) · q; `low` and `high` are logarithms. */
  qloguniform: (label: string, low: number, high: number, q: number): Node<number> =>
    quantised("qloguniform", label, low, high, q),

  /** Normal with mean `mu` and standard deviation `sigma`, without bounds. */
  normal: (label: string, mu: number, sigma: number): Node<number> => {
    checkNormal("normal", label, mu, sigma);
    return new ParameterNode(label, { kind: "normal", mu, sigma });
  },

  /** round(normal(mu, sigma) / q) · q. */
  qnormal: (label: string, mu: number, sigma: number, q: number): Node<number> => {
    checkNormal("qnormal", label, mu, sigma);
    checkStep("qnormal", label, q);
    return new ParameterNode(label, { kind: "qnormal", mu, sigma, q });
  },

  /** exp(normal(mu, sigma)). */
  lognormal: (label: string, mu: number, sigma: number): Node<number> => {
    checkNormal("lognormal", label, mu, sigma);
    return new ParameterNode(label, { kind: "lognormal", mu, sigma });
  },

  /** round(exp(normal(mu, sigma)) / q) · q. */
  qlognormal: (label: string, mu: number, sigma: number, q: number): Node<number> => {
    checkNormal("qlognormal", label, mu, sigma);
    checkStep("qlognormal", label, q);
    return new ParameterNode(label, { kind: "qlognormal", mu, sigma, q });
  },
};

function randint(label: string, upper: number): Node<number>;
function randint(label: string, low: number, high: number): Node<number>;
function randint(label: string, first: number, second?: number): Node<number> {
  const [low, high] = second === undefined ? [0, first] : [first, second];
  checkLabel("randint", label);
  if (!Number.isSafeInteger(low) || !Number.isSafeInteger(high) || !(low < high)) {
    throw wrong("randint", label, `the bounds are ${low} and ${high}`, "give whole numbers, low < high");
  }
  return new ParameterNode(label, { kind: "randint", low, high });
}

function bounded(kind: "uniform" | "loguniform", label: string, low: number, high: number): ParameterNode {
  checkBounds(kind, label, low, high);
  return new ParameterNode(label, { kind, low, high });
}

function quantised(
  kind: "quniform" | "uniformint" | "qloguniform",
  label: string,
  low: number,
  high: number,
  q: number,
): ParameterNode {
  checkBounds(kind, label, low, high);
  checkStep(kind, label, q);
  return new ParameterNode(label, { kind, low, high, q });
}

function checkLabel(kind: string, label: unknown): void {
  if (typeof label === "string" && label !== "") return;
  const given = typeof label === "string" ? "an empty text" : `a ${typeof label}`;
  throw new TrackingError(
    "INVALID_PARAMETER_VALUE",
    `the label of hp.${kind} is ${given}; give the parameter's name, as in hp.${kind}("x", …)`,
  );
}

function checkBounds(kind: string, label: string, low: number, high: number): void {
  checkLabel(kind, label);
  if (Number.isFinite(low) && Number.isFinite(high) && low < high) return;
  throw wrong(kind, label, `low is ${low} and high is ${high}`, "give finite numbers, low < high");
}

function checkStep(kind: string, label: string, q: number): void {
  if (!(q > 0 && Number.isFinite(q))) throw wrong(kind, label, `q is ${q}`, "give the step, a number above 0");
}

function checkNormal(kind: string, label: string, mu: number, sigma: number): void {
  checkLabel(kind, label);
  if (Number.isFinite(mu) && Number.isFinite(sigma) && sigma > 0) return;
  throw wrong(kind, label, `mu is ${mu} and sigma is ${sigma}`, "give finite numbers, sigma above 0");
}

function checkOptions(kind: string, label: string, options: unknown): void {
  checkLabel(kind, label);
  if (Array.isArray(options) && options.length > 0) return;
  throw wrong(kind, label, "there is nothing to choose from", "give an array of options");
}

function wrong(kind: string, label: string, what: string, remedy: string): TrackingError {
  return new TrackingError("INVALID_PARAMETER_VALUE", `hp.${kind}(${JSON.stringify(label)}): ${what}`, { remedy });
}
