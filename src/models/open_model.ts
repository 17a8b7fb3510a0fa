/** A model's folder → a model that predicts. */
import { TrackingError } from "../errors.js";
import { SparseMatrix } from "../ml/sparse_matrix.js";
import { checkedInput, checkedParams, named } from "./checked_input.js";
import type { Opened } from "./kind.js";
import { kindNamed } from "./kinds.js";
import { readMlmodel } from "./mlmodel.js";
import type { LoadedModel, ModelMetadata } from "./model.js";
import { predictions } from "./predictions.js";

/** Opens the model in a local folder. `uri` names it in errors. */
export async function openModel(folder: string, uri: string = folder): Promise<LoadedModel<never>> {
  const metadata = readMlmodel(folder);
  return loadedModel(metadata, await opened(folder, uri, metadata));
}

function loadedModel(
  metadata: ModelMetadata,
  { native, predict, takesRecords = false, columnNames = null }: Opened,
): LoadedModel<never> {
  return {
    metadata,
    native,
    unwrap: () => native,
    predict: async (input, params = {}) => {
      const { signature } = metadata;
      const isTransformed = takesRecords && input instanceof SparseMatrix;
      const checked = checkedInput(input, isTransformed ? null : signature, columnNames);
      const output = predict(takesRecords ? named(checked, signature) : checked, checkedParams(params, signature));
      return (await predictions(output)) as readonly never[];
    },
  };
}

/** By our own flavor where there is one, else by those of Python's that hold no Python objects. */
async function opened(folder: string, uri: string, { flavors }: ModelMetadata): Promise<Opened> {
  const { typescript } = flavors;
  if (typescript !== undefined) {
    const kind = await kindNamed(typescript["kind"]);
    if (kind !== null) return await guarded(uri, () => kind.load(folder, typescript));
  }
  const { xgboost, onnx } = flavors;
  if (xgboost !== undefined) {
    const kind = (await kindNamed("xgboost"))!;
    return await guarded(uri, () => kind.load(folder, xgboost));
  }
  if (onnx !== undefined) {
    const { loadOnnx } = await import("./flavors/onnx.js");
    return await guarded(uri, () => loadOnnx(folder, onnx, uri));
  }
  throw unloadable(uri, Object.keys(flavors), typescript?.["kind"]);
}

async function guarded(uri: string, load: () => Promise<Opened>): Promise<Opened> {
  try {
    return await load();
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ENOENT") throw error;
    throw new TrackingError("RESOURCE_DOES_NOT_EXIST", `the model ${uri} is not whole: ${(error as Error).message}`, {
      cause: error,
      remedy: "log it again",
    });
  }
}

function unloadable(uri: string, flavors: readonly string[], kind: unknown): TrackingError {
  const own = kind === undefined ? "" : `; its kind '${String(kind)}' is of a newer labbook`;
  return new TrackingError(
    "NOT_IMPLEMENTED",
    `the model ${uri} cannot be loaded: it has the flavors ${flavors.join(", ")}${own}`,
    {
      remedy:
        kind === undefined
          ? "labbook loads the flavors typescript, xgboost and onnx; log it from Python with one of the last two, or serve it with `mlflow models serve`"
          : "update labbook",
    },
  );
}
