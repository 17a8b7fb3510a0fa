/** Models that are code: any object with a `predict`, kept as an ES module that is imported when the model is loaded. */
import { cpSync, existsSync, mkdirSync, statSync, writeFileSync } from "node:fs";
import { basename, join, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { TrackingError } from "../../errors.js";
import { fileOf } from "../file_of.js";
import { moduleText } from "../function_source.js";
import type { Kind, KindOptions, Opened, SavedKind } from "../kind.js";
import { javascriptOf, writeJavascript } from "../javascript_twins.js";
import type { FlavorConfig, ModelParams } from "../model.js";
import { resolveFrom } from "../module_resolution.js";

/** A model made of code. */
export interface FunctionModel {
  /** Gets rows by name, or rows of numbers, as they were given; one prediction per row, or a promise of them. */
  predict(input: never, params?: ModelParams): unknown;
  /** Files and folders that go with the model: name → local path. */
  artifacts?: Readonly<Record<string, string>>;
  /** Called once when the model is loaded, with the local paths of its artifacts. */
  loadContext?(context: { artifacts: Readonly<Record<string, string>> }): void | Promise<void>;
  /** Lines that stand before the model in its module, such as imports. */
  code?: string;
}

const entryFile = "code/model.mjs";

export const functionKind: Kind = {
  takes: (model) => typeof model === "string" || isCallable(model) || hasPredict(model),

  async save(model: object | string, folder: string, { codePaths }: KindOptions): Promise<SavedKind> {
    mkdirSync(join(folder, "code"), { recursive: true });
    const files = typeof model === "string" ? copiedModule(model, folder) : await writtenModule(model, folder);
    for (const path of codePaths) copied(path, folder, "code");
    await writeJavascript(join(folder, "code"));
    return { flavors: {}, files, pip: [] };
  },

  opened: (model) => openedOf(isCallable(model) ? { predict: model } : (model as FunctionModel)),

  async load(folder, { entry, artifacts = {} }): Promise<Opened> {
    const model = await imported(fileOf(folder, entry, "entry"));
    const paths = Object.entries(artifacts as Record<string, string>).map(([name, path]) => [
      name,
      fileOf(folder, path, `artifact ${name}`),
    ]);
    if (paths.length > 0) Object.assign(model, { artifacts: Object.fromEntries(paths) as Record<string, string> });
    await model.loadContext?.({ artifacts: model.artifacts ?? {} });
    return openedOf(model);
  },
};

function openedOf(model: FunctionModel): Opened {
  return { native: model, takesRecords: true, predict: (input, params) => model.predict(input as never, params) };
}

function copiedModule(path: string, folder: string): FlavorConfig {
  return { entry: javascriptOf(copied(path, folder, "code")) };
}

async function writtenModule(model: object, folder: string): Promise<FlavorConfig> {
  const whole = isCallable(model) ? { predict: model } : model;
  const { artifacts = {}, code = "" } = whole as FunctionModel;
  writeFileSync(join(folder, entryFile), await moduleText(whole, code));
  const kept = Object.entries(artifacts).map(([name, path]) => [name, copiedArtifact(name, path, folder)]);
  return { entry: entryFile, ...(kept.length > 0 && { artifacts: Object.fromEntries(kept) as FlavorConfig }) };
}

function copiedArtifact(name: string, path: string, folder: string): string {
  if (!name.split(/[\\/]/).includes("..")) return copied(path, folder, `artifacts/${name}`);
  throw new TrackingError("INVALID_PARAMETER_VALUE", `the artifact '${name}' would be outside of the model`, {
    remedy: "give it a name without '..'",
  });
}

/** Copies a file or folder into a folder of the model; its path there. */
function copied(path: string, folder: string, into: string): string {
  const from = resolve(path);
  if (!existsSync(from)) {
    throw new TrackingError("INVALID_PARAMETER_VALUE", `there is no file or folder ${path} to save with the model`, {
      remedy: `check the path (the working directory is ${process.cwd()})`,
    });
  }
  const place = `${into}/${basename(from)}`;
  if (existsSync(join(folder, place))) {
    const message = `two files named ${basename(from)} would go to the model's folder ${into}`;
    throw new TrackingError("INVALID_PARAMETER_VALUE", message, { remedy: "give one of them another name" });
  }
  mkdirSync(join(folder, into), { recursive: true });
  const isCode = (one: string) => basename(one) !== "node_modules";
  cpSync(from, join(folder, place), { recursive: true, ...(into === "code" && { filter: isCode }) });
  return place;
}

async function imported(path: string): Promise<FunctionModel> {
  resolveFrom(path);
  let exported: { default?: unknown };
  try {
    // Written again at the same place it is another module, which Node would not load a second time.
    const url = `${pathToFileURL(path).href}?changed=${statSync(path).mtimeMs}`;
    exported = (await import(/* @vite-ignore */ url)) as typeof exported;
  } catch (error) {
    throw broken(path, (error as Error).message, error, "mend the code, and log the model again");
  }
  const model = exported.default ?? exported;
  if (hasPredict(model)) return model;
  if (isCallable(model)) return isClass(model) ? (new model() as FunctionModel) : { predict: model };
  throw broken(path, "it exports no model", undefined, "export default an object with predict(rows), or a class of it");
}

function broken(path: string, reason: string, cause: unknown, remedy: string): TrackingError {
  const what = `the code of the model, ${basename(path)}, cannot be loaded: ${reason.split("\n")[0]}`;
  return new TrackingError("INVALID_STATE", what, { cause, remedy });
}

function hasPredict(model: unknown): model is FunctionModel {
  return typeof model === "object" && model !== null && typeof (model as FunctionModel).predict === "function";
}

type Callable = ((...args: never[]) => unknown) & (new () => object);

function isCallable(model: unknown): model is Callable {
  return typeof model === "function";
}

function isClass(model: Callable): boolean {
  return /^class\b/.test(Function.prototype.toString.call(model));
}
