/** The functions that searches are compared on: those of `test/fixtures/hyperopt-quality.json`, and others that do not fit them. */
import { hp } from "labbook/hpo";

export interface Problem {
  readonly space: unknown;
  /** The loss at what the space became. */
  readonly loss: (params: never) => number;
  readonly minimum: number;
}

type Numbers = Readonly<Record<string, number>>;

const uniforms = (names: readonly string[], low: number, high: number) =>
  Object.fromEntries(names.map((name) => [name, hp.uniform(name, low, high)]));
const sixNames = ["x0", "x1", "x2", "x3", "x4", "x5"];

const hartmann = {
  alpha: [1, 1.2, 3, 3.2],
  a: [
    [10, 3, 17, 3.5, 1.7, 8],
    [0.05, 10, 17, 0.1, 8, 14],
    [3, 3.5, 1.7, 10, 17, 8],
    [17, 8, 0.05, 10, 0.1, 14],
  ],
  p: [
    [0.1312, 0.1696, 0.5569, 0.0124, 0.8283, 0.5886],
    [0.2329, 0.4135, 0.8307, 0.3736, 0.1004, 0.9991],
    [0.2348, 0.1451, 0.3522, 0.2883, 0.3047, 0.665],
    [0.4047, 0.8828, 0.8732, 0.5743, 0.1091, 0.0381],
  ],
};

function branin({ x, y }: { x: number; y: number }): number {
  const trough = y - (5.1 / (4 * Math.PI ** 2)) * x ** 2 + (5 * x) / Math.PI - 6;
  return trough ** 2 + 10 * (1 - 1 / (8 * Math.PI)) * Math.cos(x) + 10;
}

function hartmann6(params: Numbers): number {
  const bumps = hartmann.alpha.map((height, bump) => {
    const far = sixNames.reduce(
      (sum, name, at) => sum + hartmann.a[bump]![at]! * (params[name]! - hartmann.p[bump]![at]!) ** 2,
      0,
    );
    return height * Math.exp(-far);
  });
  return -bumps.reduce((sum, one) => sum + one, 0);
}

function rosenbrock4(params: Numbers): number {
  const x = sixNames.slice(0, 4).map((name) => params[name]!);
  return [0, 1, 2].reduce((sum, at) => sum + 100 * (x[at + 1]! - x[at]! ** 2) ** 2 + (1 - x[at]!) ** 2, 0);
}

function distractor({ x }: { x: number }): number {
  return -1 / (1 + Math.exp(-x)) - 2 * Math.exp(-((x + 10) ** 2));
}

function gaussWave({ x, curve }: { x: number; curve: number }): number {
  const t = x + Math.PI * curve;
  return -(Math.sin(t) + 2 * Math.exp(-((t / 5) ** 2)));
}

/** A bowl over the space that the course searches for XGBoost. */
function bowl(params: Numbers): number {
  const depth = (params["max_depth"]! - 30) / 20;
  const logs = [
    [Math.log(params["learning_rate"]!), -2],
    [Math.log(params["reg_alpha"]!), -4],
    [Math.log(params["reg_lambda"]!), -3.5],
    [Math.log(params["min_child_weight"]!), 1],
  ];
  return 6.3 + 0.05 * (depth ** 2 + logs.reduce((sum, [value, best]) => sum + (value! - best!) ** 2, 0));
}

interface Branch {
  kind: "line" | "bowl";
  a: number;
  b: number;
}

/** Two branches with parameters of their own. */
function branches({ model }: { model: Branch }): number {
  const { kind, a, b } = model;
  return kind === "line" ? 1 + Math.abs(a - 0.2) + b : (a - 0.7) ** 2 + 5 * (b - a) ** 2;
}

/** By name as in the figures. */
export const problems: Readonly<Record<string, Problem>> = {
  branin: {
    space: { x: hp.uniform("x", -5, 10), y: hp.uniform("y", 0, 15) },
    loss: branin,
    minimum: 0.397887,
  },
  hartmann6: { space: uniforms(sixNames, 0, 1), loss: hartmann6, minimum: -3.322368 },
  rosenbrock4: { space: uniforms(sixNames.slice(0, 4), -2.048, 2.048), loss: rosenbrock4, minimum: 0 },
  distractor: { space: { x: hp.uniform("x", -15, 15) }, loss: distractor, minimum: -2.0000454 },
  gauss_wave: {
    space: { x: hp.uniform("x", -20, 20), curve: hp.choice("curve", [0, 1]) },
    loss: gaussWave,
    minimum: -2.8354,
  },
  course: {
    space: {
      max_depth: hp.quniform("max_depth", 4, 100, 1),
      learning_rate: hp.loguniform("learning_rate", -3, 0),
      reg_alpha: hp.loguniform("reg_alpha", -5, -1),
      reg_lambda: hp.loguniform("reg_lambda", -6, -1),
      min_child_weight: hp.loguniform("min_child_weight", -1, 3),
    },
    loss: bowl,
    minimum: 6.3,
  },
  branches: {
    space: {
      model: hp.choice("model", [
        { kind: "line", a: hp.uniform("line_a", 0, 1), b: hp.uniform("line_b", 0, 1) },
        { kind: "bowl", a: hp.uniform("bowl_a", -2, 2), b: hp.uniform("bowl_b", -2, 2) },
      ]),
    },
    loss: branches,
    minimum: 0,
  },
};
