/**
 * Pipelines of `labbook/ml`: the vectorizer's vocabulary beside the model, which is kept as a model of its kind is. In
 * Python the model's own flavor loads it alone; `mlflow.pyfunc` loads both and predicts from records, by the module below.
 */
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { DictVectorizer, type FeatureRecord } from "../../ml/dict_vectorizer.js";
import { Pipeline, type MatrixModel } from "../../ml/pipeline.js";
import type { SparseMatrix } from "../../ml/sparse_matrix.js";
import { isRecords } from "../checked_input.js";
import { fileOf } from "../file_of.js";
import { matrixOf } from "../input_matrix.js";
import { TrackingError } from "../../errors.js";
import type { Kind, KindOptions, Opened, SavedKind } from "../kind.js";
import type { FlavorConfig } from "../model.js";
import { pythonPipeline } from "./python_pipeline.js";

const vectorizerFile = "vectorizer.json";

/** Where the kind of the pipeline's model is found. */
export interface InnerKinds {
  kindOf(model: unknown): Promise<{ name: string; kind: Kind }>;
  kindNamed(name: unknown): Promise<Kind | null>;
}

export const pipelineKind = ({ kindOf, kindNamed }: InnerKinds): Kind => ({
  takes: (model) => model instanceof Pipeline,

  async save(model, folder, options: KindOptions): Promise<SavedKind> {
    const { vectorizer, model: inner } = model as Pipeline;
    const { name, kind } = await kindOf(inner);
    const saved = await kind.save(inner, folder, options);
    writeFileSync(join(folder, vectorizerFile), JSON.stringify(vectorizer));
    const files = { vectorizer: vectorizerFile, model: { kind: name, ...saved.files } };
    const { python_function: python, ...flavors } = saved.flavors;
    if (python === undefined) return { flavors, files, pip: saved.pip };
    mkdirSync(join(folder, "code"), { recursive: true });
    writeFileSync(join(folder, "code", `${pythonPipeline.module}.py`), pythonPipeline.text);
    return {
      flavors: { ...flavors, python_function: { loader_module: pythonPipeline.module, code: "code" } },
      files,
      pip: [...saved.pip, "scipy"],
    };
  },

  opened: (model) => openedOf(model as Pipeline),

  async load(folder, files) {
    const inner = (files["model"] ?? {}) as FlavorConfig;
    const kind = await kindNamed(inner["kind"]);
    if (kind === null) {
      throw new TrackingError(
        "NOT_IMPLEMENTED",
        `the pipeline's model is of a kind that is not known: ${String(inner["kind"])}`,
        {
          remedy: "update labbook",
        },
      );
    }
    const { native } = await kind.load(folder, inner);
    const vectorizer = JSON.parse(readFileSync(fileOf(folder, files["vectorizer"], "vectorizer"), "utf8")) as {
      featureNames: string[];
    };
    return openedOf(new Pipeline(DictVectorizer.fromJSON(vectorizer), native as MatrixModel));
  },
});

/** Records go through the vectorizer; a matrix has been through it. */
function openedOf(native: Pipeline): Opened {
  return {
    native,
    takesRecords: true,
    predict: (input) => {
      if (isRecords(input)) return native.predict(input as readonly FeatureRecord[]);
      return native.model.predict(matrixOf(input) as SparseMatrix); // rows too: a zero among them is a value
    },
  };
}
