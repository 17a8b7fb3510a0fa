/** Fitted estimators as folders: `estimator.json` (type, parameters, values, names of arrays) and a `.npy` file per array. */
import { mkdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { TrackingError } from "../errors.js";
import type { AnyEstimator, FittedState, NumberArray } from "./estimator.js";
import { estimatorType, estimatorTypes, makeEstimator } from "./estimators.js";
import { decodeNpy, encodeNpy } from "./npy.js";

interface SavedEstimator {
  readonly type: string;
  readonly parameters: AnyEstimator["parameters"];
  readonly values: FittedState["values"];
  /** Each is a file `<name>.npy`. */
  readonly arrays: readonly string[];
}

const description = "estimator.json";

/**
 * Writes a fitted estimator into a folder, which is made where it is missing. Throws INVALID_STATE before `fit` and
 * INVALID_PARAMETER_VALUE for something else than an estimator of `labbook/ml`.
 */
export async function saveEstimator(estimator: AnyEstimator, folder: string): Promise<void> {
  const type = estimatorType(estimator);
  if (type === null) {
    throw new TrackingError(
      "INVALID_PARAMETER_VALUE",
      `${estimator.constructor.name} is none of the estimators that can be saved: ${estimatorTypes().join(", ")}`,
    );
  }
  const { values, arrays } = estimator.state();
  const saved: SavedEstimator = { type, parameters: estimator.parameters, values, arrays: Object.keys(arrays) };
  await mkdir(folder, { recursive: true });
  for (const [name, array] of Object.entries(arrays)) await writeFile(join(folder, `${name}.npy`), encodeNpy(array));
  await writeFile(join(folder, description), `${JSON.stringify(saved, numberText, 2)}\n`);
}

/** The estimator that `saveEstimator` wrote. Throws RESOURCE_DOES_NOT_EXIST where the folder holds none. */
export async function loadEstimator<Model extends AnyEstimator = AnyEstimator>(folder: string): Promise<Model> {
  const saved = await readDescription(folder);
  const estimator = makeEstimator(saved.type, saved.parameters);
  if (estimator === null) {
    throw new TrackingError(
      "INVALID_PARAMETER_VALUE",
      `'${folder}' holds a ${saved.type}; this labbook knows ${estimatorTypes().join(", ")}`,
    );
  }
  const arrays: Record<string, NumberArray> = {};
  for (const name of saved.arrays) {
    const path = join(folder, `${name}.npy`);
    arrays[name] = decodeNpy(await readFile(path), path);
  }
  return estimator.restore({ values: saved.values, arrays }) as Model;
}

async function readDescription(folder: string): Promise<SavedEstimator> {
  const path = join(folder, description);
  const text = await readFile(path, "utf8").catch((error: unknown) => {
    throw new TrackingError(
      "RESOURCE_DOES_NOT_EXIST",
      `there is no saved estimator in '${folder}': ${(error as Error).message}`,
    );
  });
  let saved: Partial<SavedEstimator> | null;
  try {
    saved = JSON.parse(text, numberOfText) as Partial<SavedEstimator> | null;
  } catch (error) {
    throw new TrackingError("INVALID_PARAMETER_VALUE", `cannot read '${path}': ${(error as Error).message}`);
  }
  if (saved?.type && saved.parameters && saved.values && Array.isArray(saved.arrays)) return saved as SavedEstimator;
  const lacks = "it lacks type, parameters, values or arrays";
  throw new TrackingError("INVALID_PARAMETER_VALUE", `'${path}' is no saved estimator: ${lacks}; save it again`);
}

/** JSON has no numbers that are not finite. */
function numberText(_: string, value: unknown): unknown {
  return typeof value === "number" && !Number.isFinite(value) ? { number: String(value) } : value;
}

function numberOfText(_: string, value: unknown): unknown {
  const text = (value as { number?: unknown } | null)?.number;
  return typeof text === "string" ? Number(text) : value;
}
