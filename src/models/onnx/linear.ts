/** Linear models as ONNX graphs, by the operators LinearRegressor and LinearClassifier of ai.onnx.ml. */
import { attribute, type Graph, type GraphNode } from "./proto.js";

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
 * `X` float32 [N, featureCount] → `label` int64 or string [N], and for each class `probability_<class>` float32 [N, 1]: of
 * outputs of one column MLflow's wrapper makes a data frame. Two classes may have one row of coefficients, that of the
 * second: the first then has its opposite.
 */
export function linearClassifierGraph(parts: LinearParts & { readonly classes: readonly (number | string)[] }): Graph {
  const { name, classes } = parts;
  const texts = !classes.every((label) => Number.isSafeInteger(label));
  const columns = classes.map((label, index) => ({
    output: `probability_${label}`,
    position: `class_${index}`,
    index: attribute("value_ints", { ints: [index] }),
  }));
  return {
    name,
    inputs: [{ name: "X", elementType: "float", shape: ["N", parts.coefficients.length / parts.intercepts.length] }],
    outputs: [
      { name: "label", elementType: texts ? "string" : "int64", shape: ["N"] },
      ...columns.map(({ output }) => ({ name: output, elementType: "float" as const, shape: ["N", 1] })),
    ],
    nodes: [
      classifierNode(parts, texts),
      ...columns.flatMap(({ output, position, index }) => [
        { opType: "Constant", input: [], output: [position], attribute: [index] },
        {
          opType: "Gather",
          input: ["probabilities", position],
          output: [output],
          attribute: [attribute("axis", { i: 1 })],
        },
      ]),
    ],
  };
}

function classifierNode(
  { classes, coefficients, intercepts }: LinearParts & { readonly classes: readonly (number | string)[] },
  texts: boolean,
): GraphNode {
  const single = intercepts.length === 1;
  const both = (values: ArrayLike<number>) => {
    const list = Array.from(values);
    return Float32Array.from(single ? [...list.map((value) => -value), ...list] : list);
  };
  return {
    opType: "LinearClassifier",
    domain: "ai.onnx.ml",
    input: ["X"],
    output: ["label", "probabilities"],
    attribute: [
      attribute("coefficients", { floats: both(coefficients) }),
      attribute("intercepts", { floats: both(intercepts) }),
      texts
        ? attribute("classlabels_strings", { strings: classes.map(String) })
        : attribute("classlabels_ints", { ints: classes as readonly number[] }),
      attribute("multi_class", { i: single ? 0 : 1 }),
      attribute("post_transform", { s: single ? "LOGISTIC" : "SOFTMAX" }),
    ],
  };
}
