/** Models that are code, saved and loaded through the public API. */
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { inferSignature, loadModel, saveModel } from "labbook";
import { expect, it } from "vitest";
import { parse } from "yaml";
import { tempFolder } from "../temp.js";

const rows = [
  { trip_distance: 1.5, PU_DO: "74_75" },
  { trip_distance: 3, PU_DO: "7_7" },
];

it("keeps an object with its functions and values, and loads it again", async () => {
  const path = join(tempFolder(), "model");
  const model = {
    rates: new Map([["74_75", 2]]),
    bias: [0.5, -0, NaN],
    scale: Float64Array.from([4]),
    rate(place: string) {
      return this.rates.get(place) ?? 1;
    },
    predict(input: typeof rows) {
      return input.map((row) => row.trip_distance * this.rate(row.PU_DO) * this.scale[0]! + this.bias[0]!);
    },
  };
  const metadata = await saveModel(model, path, { inputExample: rows, metadata: { team: "red" } });
  const loaded = await loadModel(path);
  expect(await loaded.predict(rows)).toEqual([12.5, 12.5]);
  expect(loaded.metadata).toEqual(metadata);
  expect(loaded.metadata.metadata).toEqual({ team: "red" });
  expect((loaded.native as typeof model).bias).toEqual([0.5, -0, NaN]);
  expect(loaded.unwrap()).toBe(loaded.native);
  expect(await loaded.predict([{ ...rows[0]!, more: true } as never])).toEqual([12.5]);
  const error = await loaded.predict([{ trip_distance: 1, extra: 2 }]).catch(String);
  expect(error).toBe(
    "TrackingError: Model is missing inputs ['PU_DO']. Note that there were extra inputs: ['extra']; each row needs ['trip_distance', 'PU_DO']",
  );
  await expect(loaded.predict([{ trip_distance: "far", PU_DO: "1_2" }])).rejects.toThrow(
    "Incompatible input types for column 'trip_distance' of row 0. Can not safely convert \"far\" (string) to double",
  );
});

it("writes the folder that MLflow knows: MLmodel, signature, example and what Python and Node need", async () => {
  const path = join(tempFolder(), "model");
  await saveModel((input: typeof rows) => input.map(() => 1), path, {
    inputExample: rows,
    npmPackages: { yaml: "^2.0.0" },
    extraPipRequirements: ["shap==0.49.1"],
  });
  const text = (file: string) => readFileSync(join(path, file), "utf8");
  const mlmodel = parse(text("MLmodel")) as Record<string, unknown>;
  expect(Object.keys(mlmodel)).toEqual([
    "flavors",
    "model_size_bytes",
    "model_uuid",
    "saved_input_example_info",
    "signature",
    "utc_time_created",
  ]);
  expect(mlmodel).toMatchObject({
    flavors: { typescript: { kind: "function", entry: "code/model.mjs" } },
    saved_input_example_info: { artifact_path: "input_example.json", pandas_orient: "split", type: "dataframe" },
    signature: {
      inputs:
        '[{"type": "double", "name": "trip_distance", "required": true}, {"type": "string", "name": "PU_DO", "required": true}]',
      outputs: '[{"type": "double", "required": true}]',
    },
  });
  // PyYAML would read it as a date without the quotes.
  expect(text("MLmodel")).toMatch(/^utc_time_created: "\d{4}-\d\d-\d\d \d\d:\d\d:\d\d\.\d{6}"$/m);
  expect(text("input_example.json")).toBe('{"columns":["trip_distance","PU_DO"],"data":[[1.5,"74_75"],[3,"7_7"]]}');
  expect(JSON.parse(text("serving_input_example.json"))).toEqual({
    dataframe_split: {
      columns: ["trip_distance", "PU_DO"],
      data: [
        [1.5, "74_75"],
        [3, "7_7"],
      ],
    },
  });
  expect(text("requirements.txt")).toBe("mlflow>=2.12\nshap==0.49.1\n");
  expect(parse(text("conda.yaml"))).toEqual({
    channels: ["conda-forge"],
    dependencies: ["python=3.11.9", "pip", { pip: ["mlflow>=2.12", "shap==0.49.1"] }],
    name: "mlflow-env",
  });
  expect(parse(text("python_env.yaml"))).toMatchObject({ python: "3.11.9", dependencies: ["-r requirements.txt"] });
  const own = JSON.parse(readFileSync("package.json", "utf8")) as { version: string };
  expect(JSON.parse(text("package.json"))).toMatchObject({ dependencies: { labbook: own.version, yaml: "^2.0.0" } });
  const lock = JSON.parse(text("package-lock.json")) as { packages: Record<string, { integrity?: string }> };
  expect(lock.packages["node_modules/labbook"]).toMatchObject({ version: own.version });
  expect(lock.packages["node_modules/labbook/node_modules/commander"]!.integrity).toMatch(/^sha512-/);
});

it("keeps a class with its base, what loadContext read from its artifacts, and promises", async () => {
  const folder = tempFolder();
  writeFileSync(join(folder, "means.json"), '{"74_75": 10}');
  class Base {
    fallback = 7;
  }
  class Mean extends Base {
    constructor(readonly artifacts: { means: string }) {
      super();
    }
    means: Record<string, number> = {};
    async loadContext({ artifacts }: { artifacts: { means: string } }) {
      const text = await process.getBuiltinModule("node:fs/promises").readFile(artifacts.means, "utf8");
      this.means = JSON.parse(text) as Record<string, number>;
    }
    predict(input: typeof rows) {
      return Promise.resolve(input.map((row) => this.means[row.PU_DO] ?? this.fallback));
    }
  }
  await saveModel(new Mean({ means: join(folder, "means.json") }), join(folder, "model"));
  expect(await (await loadModel(join(folder, "model"))).predict(rows)).toEqual([10, 7]);
});

it("keeps a module with its files, TypeScript too, and finds packages for it", async () => {
  const folder = tempFolder();
  mkdirSync(join(folder, "lib"));
  writeFileSync(join(folder, "lib", "rate.ts"), "export const rate: number = 3;");
  writeFileSync(
    join(folder, "taxi.ts"),
    `import { rate } from "./lib/rate.ts"; import { parse } from "yaml";
     export default class Taxi { predict(rows: { x: number }[]): number[] { return rows.map((row) => row.x * rate + (parse("1") as number)); } }`,
  );
  const path = join(folder, "model");
  await saveModel(join(folder, "taxi.ts"), path, { codePaths: [join(folder, "lib")], inputExample: [{ x: 1 }] });
  expect(readFileSync(join(path, "code", "lib", "rate.js"), "utf8")).toBe("export const rate = 3;\n");
  expect(await (await loadModel(path)).predict([{ x: 2 }])).toEqual([7]);
});

it("says what cannot be saved, and leaves nothing behind", async () => {
  const path = join(tempFolder(), "model");
  const factor = 2;
  const save = (model: object | string) => saveModel(model, path);
  await expect(save({ predict: (input: number[][]) => input.map(() => factor) })).rejects.toThrow(
    "the model's functions use factor from around them, which does not go with them, so that it cannot be saved; make them properties of the model (this.x)",
  );
  class Secret {
    #rate = 1;
    predict(input: number[][]) {
      return input.map(() => this.#rate);
    }
  }
  await expect(save(new Secret())).rejects.toThrow("private fields (#rate)");
  await expect(save({ url: new URL("http://host"), predict: () => [] })).rejects.toThrow(
    "the model's url is a URL, which cannot be written down as code",
  );
  await expect(save({ predict: [].map.bind([]) })).rejects.toThrow("bound or built-in function");
  await expect(save({ artifacts: { gone: "/no/such" }, predict: () => [] })).rejects.toThrow(
    "no file or folder /no/such",
  );
  await expect(save({})).rejects.toThrow("a Object is no model: it has no function predict");
  expect(existsSync(path)).toBe(false);
  const failing = saveModel((): number[] => [].concat((undefined as never)["x"]), path, { inputExample: [[1]] });
  await expect(failing).rejects.toThrow(
    "the model cannot predict its input example: Cannot read properties of undefined",
  );
  const artifacts = { "../../out": "package.json" };
  await expect(save({ artifacts, predict: () => [] })).rejects.toThrow("'../../out' would be outside of the model");
  const twice = saveModel(() => [1], path, { codePaths: ["package.json", "package.json"] });
  await expect(twice).rejects.toThrow("two files named package.json would go to the model's folder code");
  await saveModel(() => [1], path);
  await expect(save(() => [1])).rejects.toThrow(`Path '${path}' already exists and is not empty`);
});

it("says what is wrong with a folder that holds no model, or one of another kind", async () => {
  const folder = tempFolder();
  await expect(loadModel(folder)).rejects.toThrow(`there is no MLmodel file in ${folder} (it is empty)`);
  await expect(loadModel(join(folder, "gone"))).rejects.toThrow("(no such folder)");
  writeFileSync(
    join(folder, "MLmodel"),
    "flavors:\n  python_function: {loader_module: mlflow.sklearn}\n  sklearn: {pickled_model: model.pkl}\n",
  );
  await expect(loadModel(folder)).rejects.toThrow(
    `the model ${folder} cannot be loaded: it has the flavors python_function, sklearn; labbook loads the flavors typescript, xgboost and onnx`,
  );
  writeFileSync(join(folder, "MLmodel"), "flavors:\n  onnx: {data: model.onnx}\n");
  await expect(loadModel(folder)).rejects.toThrow(
    `the model ${folder} is an ONNX model, which needs the package onnxruntime-node; install it beside the notebook`,
  );
  writeFileSync(join(folder, "MLmodel"), "flavors: [");
  await expect(loadModel(folder)).rejects.toThrow(`${join(folder, "MLmodel")} cannot be read`);
  writeFileSync(join(folder, "MLmodel"), "run_id: a");
  await expect(loadModel(folder)).rejects.toThrow("it has no flavors");
});

it("reads no file outside of the folder, and nothing for long", async () => {
  const outer = tempFolder();
  const folder = join(outer, "model");
  mkdirSync(folder);
  writeFileSync(join(outer, "other.mjs"), "throw new Error('it ran');");
  const load = (mlmodel: string) => {
    writeFileSync(join(folder, "MLmodel"), mlmodel);
    return loadModel(folder);
  };
  const outside = (path: string, role: string) =>
    `the MLmodel file in ${folder} names ${JSON.stringify(path)} as its ${role}, which is outside of the model`;
  const entry = (path: string) => load(`flavors: {typescript: {kind: function, entry: '${path}'}}`);
  for (const path of ["../other.mjs", join(outer, "other.mjs"), "code/../../other.mjs", "..\\other.mjs"]) {
    await expect(entry(path)).rejects.toThrow(outside(path, "entry"));
  }
  writeFileSync(join(folder, "own.mjs"), "export default { predict: () => [1] }");
  const artifact = "flavors: {typescript: {kind: function, entry: own.mjs, artifacts: {a: ../other.mjs}}}";
  await expect(load(artifact)).rejects.toThrow(outside("../other.mjs", "artifact a"));
  await expect(load("flavors: {xgboost: {data: ../a.json}}")).rejects.toThrow(outside("../a.json", "booster"));
  await expect(load("flavors: {typescript: {kind: estimator, data: ..}}")).rejects.toThrow(outside("..", "estimator"));
  await expect(load("flavors: {xgboost: }")).rejects.toThrow("names no booster");
  const lists = ["a", "b", "c", "d"].map((name, at, all) => `${name}: &${name} [${`*${all[at - 1]},`.repeat(9)}]`);
  const bomb = ["a: &a [x]", ...lists.slice(1), "flavors: {xgboost: *d}"].join("\n");
  await expect(load(bomb)).rejects.toThrow("Excessive alias count");
  const many = Array.from({ length: 20_000 }, (_, key) => `k${key}: 1`).join("\n"); // minutes, where each is held against all
  await expect(load(`${many}\nflavors: {}`)).rejects.toThrow("it has the flavors ;");
  const signature = `flavors: {xgboost: {data: x}}\nsignature: {inputs: '[{"type": "tensor"}]'}`;
  await expect(load(signature)).rejects.toThrow("the inputs of its signature are no JSON list of columns");
  rmSync(join(folder, "MLmodel"));
  mkdirSync(join(folder, "MLmodel"));
  await expect(loadModel(folder)).rejects.toThrow("cannot be read: it is no file");
});

it("fills in the params of a signature and refuses those that it does not know", async () => {
  const path = join(tempFolder(), "model");
  const model = { predict: (input: number[][], { times }: { times: number }) => input.map(([x]) => x! * times) };
  await saveModel(model, path, { signature: inferSignature([[1]], [1], { times: 3 }) });
  const loaded = await loadModel(path);
  expect(await loaded.predict([[2]])).toEqual([6]);
  expect(await loaded.predict([[2]], { times: 5 })).toEqual([10]);
  await expect(loaded.predict([[2]], { tmes: 5 })).rejects.toThrow(
    "the model has no param tmes; its signature has: times",
  );
  await expect(loaded.predict([[2, 3]])).rejects.toThrow("row 0 has 2 values, the model takes 1 (shape (-1, 1))");
});
