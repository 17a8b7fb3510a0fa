import { inferSignature } from "labbook";
import { expect, it } from "vitest";
import { exampleRequest, predictionTexts } from "../../src/models/how_to_predict.js";

const flavors = { python_function: {}, onnx: {} };

it("shows numbers where there are no names, and of wide rows the first few", () => {
  const narrow = predictionTexts("model", { flavors, signature: inferSignature([[1, 2]]) });
  expect(narrow.typescript.split("\n").at(-1)).toBe("const predictions = await model.predict([[0, 0]]);");
  expect(narrow.python).toBe(
    'import mlflow\nimport numpy as np\n\nmodel = mlflow.pyfunc.load_model("model")\npredictions = model.predict(np.array([[0.0, 0.0]]))',
  );
  const wide = { flavors, signature: inferSignature([new Array<number>(20).fill(1)]) };
  const texts = predictionTexts("model", wide);
  expect(texts.typescript).toContain("predict([new Array<number>(20).fill(0)])");
  expect(texts.python).toContain("model.predict(np.zeros((1, 20)))");
  expect(texts.http).toContain("-d @serving_input_example.json");
  expect(exampleRequest("http://host", wide)).toBeNull();
});

it("shows values of each column's type, and what to do without Python and without a signature", () => {
  const example = [{ place: "7", "long name": 2, ok: false, at: new Date(0), more: [1] }];
  const texts = predictionTexts("models:/taxi@champion", { flavors: {}, signature: inferSignature(example) });
  expect(texts.python).toBeNull();
  expect(texts.typescript).toContain(
    'predict([{ place: "…", "long name": 1, ok: true, at: "2026-01-31T12:00:00", more: [] }])',
  );
  expect(exampleRequest("http://host", { flavors, signature: null })).toBe(
    `curl http://host/invocations -H 'Content-Type: application/json' -d '{"inputs":[[0]]}'`,
  );
});

it("gives Python values of exactly the types that MLflow checks", () => {
  const columns = [
    ["i", "integer"],
    ["l", "long"],
    ["f", "float"],
    ["d", "double"],
    ["t", "datetime"],
  ] as const;
  const inputs = columns.map(([name, type]) => ({ name, type, required: true }));
  expect(predictionTexts("m", { flavors, signature: { inputs, outputs: null, params: null } }).python).toContain(
    'predict(pd.DataFrame([{"i": 1, "l": 1, "f": 1, "d": 1.0, "t": pd.Timestamp("2026-01-31T12:00:00")}]).astype({"i": "int32"}))',
  );
});

it("fills wide rows with the names of the signature, and says what a model without one lacks", () => {
  const wide = Array.from({ length: 20 }, (_, index) => [`PU_DO=${index}`, 1.5] as const);
  const texts = predictionTexts("m", { flavors, signature: inferSignature([Object.fromEntries(wide)]) });
  expect(texts.typescript.split("\n").slice(-2)).toEqual([
    "const row = Object.fromEntries(model.metadata.signature!.inputs!.map(({ name }) => [name!, 1]));",
    "const predictions = await model.predict([row]);",
  ]);
  expect(texts.python!.split("\n").slice(-2)).toEqual([
    "row = dict.fromkeys(model.metadata.get_input_schema().input_names(), 1.0)",
    "predictions = model.predict(pd.DataFrame([row]))",
  ]);
  const unknown = predictionTexts("m", { flavors, signature: null });
  expect(unknown.typescript).toContain("const rows = [[0]]; // put in rows of what the model was trained on");
  expect(unknown.python).toContain("rows = np.array([[0.0]])  # put in rows of what the model was trained on");
});

it("quotes commands for a shell", () => {
  const model = { flavors, signature: inferSignature([{ "driver's age": 1 }]) };
  expect(predictionTexts("models:/our taxis/1", model).http).toBe(
    `labbook models serve -m 'models:/our taxis/1' --port 5000
curl http://127.0.0.1:5000/invocations -H 'Content-Type: application/json' -d '{"dataframe_records":[{"driver'\\''s age":1}]}'`,
  );
});
