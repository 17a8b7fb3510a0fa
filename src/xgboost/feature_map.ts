/** What dumps call a model's features. Pure. */
import { TrackingError } from "../errors.js";

/** `quantitative`: a number; `integer`: thresholds are shown as whole numbers; `indicator`: there or not. */
export type FeatureKind = "quantitative" | "integer" | "indicator";

export interface FeatureMap {
  /** By feature. */
  readonly names: readonly string[];
  readonly kinds: readonly FeatureKind[];
}

const kinds: Readonly<Record<string, FeatureKind>> = {
  q: "quantitative",
  float: "quantitative",
  int: "integer",
  i: "indicator",
};

export interface FeatureNaming {
  readonly featureCount: number;
  readonly featureNames: readonly string[] | null;
  readonly featureTypes: readonly string[] | null;
}

/** The model's own names, `f0`, `f1` … where it has none. */
export function featureMapOf({ featureCount, featureNames, featureTypes }: FeatureNaming): FeatureMap {
  const features = Array.from({ length: featureCount }, (_, index) => index);
  return {
    names: features.map((index) => featureNames?.[index] ?? `f${index}`),
    kinds: features.map((index) => kinds[featureTypes?.[index] ?? "q"] ?? "quantitative"),
  };
}

/** The text of a file of XGBoost's `featmap.txt` format: per line a feature's index, its name without spaces and its type (q, i, int). */
export function featureMapOfText(text: string, path: string, naming: FeatureNaming): FeatureMap {
  const own = featureMapOf({ ...naming, featureNames: null, featureTypes: null });
  const [names, types] = [[...own.names], [...own.kinds]];
  const lines = text.split(/\r?\n/);
  lines.forEach((line, number) => {
    if (line.trim() === "") return;
    const [index, name, type] = line.trim().split(/\s+/);
    const kind = kinds[type ?? ""];
    if (!/^\d+$/.test(index!) || name === undefined || kind === undefined) {
      throw new TrackingError(
        "INVALID_PARAMETER_VALUE",
        `line ${number + 1} of the feature map ${path} is ${JSON.stringify(line)}; write an index, a name without spaces and a type (q, i or int)`,
      );
    }
    names[Number(index)] = name;
    types[Number(index)] = kind;
  });
  return { names, kinds: types };
}

/** With names as dumps write them: escaped as in JSON. */
export function escapedNames(features: FeatureMap): FeatureMap {
  return { ...features, names: features.names.map((name) => JSON.stringify(name).slice(1, -1)) };
}
