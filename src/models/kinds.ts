/** The kinds of models that can be saved, each loaded when it is needed. */
import { TrackingError } from "../errors.js";
import type { Kind, KindName } from "./kind.js";

/** In the order in which a model is offered to them. */
const kinds: Readonly<Record<KindName, () => Promise<Kind>>> = {
  xgboost: async () => (await import("./flavors/xgboost.js")).xgboostKind,
  pipeline: async () => (await import("./flavors/pipeline.js")).pipelineKind({ kindOf, kindNamed }),
  estimator: async () => (await import("./flavors/estimator.js")).estimatorKind,
  function: async () => (await import("./flavors/function.js")).functionKind,
};

/** The kind that a model is of. INVALID_PARAMETER_VALUE for what is no model. */
export async function kindOf(model: unknown): Promise<{ name: KindName; kind: Kind }> {
  for (const name of Object.keys(kinds) as KindName[]) {
    const kind = await kinds[name]();
    if (kind.takes(model)) return { name, kind };
  }
  const what = typeof model === "object" && model !== null ? `a ${model.constructor?.name ?? "object"}` : String(model);
  throw new TrackingError("INVALID_PARAMETER_VALUE", `${what} is no model: it has no function predict`, {
    remedy:
      "give a Booster, an estimator, a Pipeline, an object with predict(rows), or the path of a module that exports one",
  });
}

export async function kindNamed(name: unknown): Promise<Kind | null> {
  return typeof name === "string" && Object.hasOwn(kinds, name) ? await kinds[name as KindName]() : null;
}
