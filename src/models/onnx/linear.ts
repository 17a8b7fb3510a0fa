/** Linear models as ONNX graphs, by the operators LinearRegressor and LinearClassifier of ai.onnx.ml. */
import { attribute, type Graph } from "./proto.js";

export interface LinearParts {
  readonly name: string;
  /** Class by class, `featureCount` numbers each; one class for regressors. */
  readonly coefficients: ArrayLike<number>;
  /** One per class. */
  readonly intercepts: ArrayLike<number>;
}

/** `X` float32 [N, featureCount] → `variable` float32 [N, 1]. */
export function linearRegressorGraph({ name, coefficients, intercepts }: LinearParts): Graph {
  return {
    name,
    inputs: [{ name: "X", elementType: "float", shape: ["N", coefficients.length] }],
    outputs: [{ name: "variable", elementType: "float", shape: ["N", 1] }],
    nodes: [
      {
        opType: "LinearRegressor",
        domain: "ai.onnx.ml",
        input: ["X"],
        output: ["variable"],
        attribute: [
          attribute("coefficients", { floats: Float32Array.from(coefficients) }),
          attribute("intercepts", { floats: Float32Array.from(intercepts) }),
          attribute("targets", { i: 1 }),
        ],
      },
    ],
  };
}

/**
 * `X` float32 [N, featureCount] → `label` int64 or string [N] and `probabilities` float32 [N, classes]. Two classes may
 * have one row of coefficients, that of the second: the first then has its opposite.
 */
export function linearClassifierGraph(parts: LinearParts & { readonly classes: readonly (number | string)[] }): Graph {
  const { name, classes } = parts;
  const single = parts.intercepts.length === 1;
  const both = (values: ArrayLike<number>) => {
    const list = Array.from(values);
    return Float32Array.from(single ? [...list.map((value) => -value), ...list] : list);
  };
  const featureCount = parts.coefficients.length / parts.intercepts.length;
  const texts = !classes.every((label) => Number.isSafeInteger(label));
  const labels = texts
    ? attribute("classlabels_strings", { strings: classes.map(String) })
    : attribute("classlabels_ints", { ints: classes as readonly number[] });
  return {
    name,
    inputs: [{ name: "X", elementType: "float", shape: ["N", featureCount] }],
    outputs: [
      { name: "label", elementType: texts ? "string" : "int64", shape: ["N"] },
      { name: "probabilities", elementType: "float", shape: ["N", classes.length] },
    ],
    nodes: [
      {
        opType: "LinearClassifier",
        domain: "ai.onnx.ml",
        input: ["X"],
        output: ["label", "probabilities"],
        attribute: [
          attribute("coefficients", { floats: both(parts.coefficients) }),
          attribute("intercepts", { floats: both(parts.intercepts) }),
          labels,
          attribute("multi_class", { i: single ? 0 : 1 }),
          attribute("post_transform", { s: single ? "LOGISTIC" : "SOFTMAX" }),
        ],
      },
    ],
  };
}
