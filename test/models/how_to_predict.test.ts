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
  expect(texts.typescript).toContain("predict([[0, 0, 0, 0, 0, 0, 0, 0, /* … 12 more */]])");
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

it("quotes commands for a shell", () => {
  const model = { flavors, signature: inferSignature([{ "driver's age": 1 }]) };
  expect(predictionTexts("models:/our taxis/1", model).http).toBe(
    `labbook models serve -m 'models:/our taxis/1' --port 5000
curl http://127.0.0.1:5000/invocations -H 'Content-Type: application/json' -d '{"dataframe_records":[{"driver'\\''s age":1}]}'`,
  );
});
