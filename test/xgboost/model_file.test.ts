/** Model files against those that Python's XGBoost 3.2 wrote in `test/fixtures`. */
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { Booster } from "labbook/xgboost";
import fc from "fast-check";
import { describe, expect, it, vi } from "vitest";
import { float32Of, float32Text } from "../../src/xgboost/float32_text.js";
import { float9 } from "../../src/xgboost/float9.js";
import { tempFolder } from "../temp.js";
import { plainBaseScore } from "./plain_base_score.js";
import { recordedModel, rows, runs } from "./recorded_model.js";

const json = readFileSync("test/fixtures/xgboost-small.json");
const ubj = readFileSync("test/fixtures/xgboost-small.ubj");
const predictions = runs["exact-depth3"]!.predictions_first50;

/** The JSON fixture with something else in it. */
function changed(change: (learner: Learner) => void): Uint8Array {
  const document = JSON.parse(json.toString()) as { learner: Learner };
  change(document.learner);
  return new TextEncoder().encode(JSON.stringify(document));
}

interface Learner {
  feature_names?: string[];
  gradient_booster: {
    name: string;
    model: { trees: Record<string, unknown>[]; cats?: unknown; iteration_indptr?: unknown };
  };
  learner_model_param: Record<string, string>;
  objective: Record<string, unknown>;
}

describe("the files of Python's XGBoost", () => {
  it.each([json, ubj])("predict here with difference 0", (bytes) => {
    const model = Booster.load(bytes);
    expect(Array.from(model.predict(rows.slice(0, 50)))).toEqual(predictions);
    expect(model.featureNames).toEqual(["f0", "f1", "f2", "f3", "f4", "f5", "f6", "f7"]);
  });

  it("are written again byte by byte, from either format into either, save for brackets that older readers misread", () => {
    const [plainJson, plainUbj] = [plainBaseScore(json), plainBaseScore(ubj)];
    for (const bytes of [json, ubj, plainJson, plainUbj]) {
      const model = Booster.load(bytes);
      expect(Buffer.from(model.saveRaw("json")).toString()).toBe(plainJson.toString());
      expect(Buffer.from(model.saveRaw("ubj")).equals(plainUbj)).toBe(true);
    }
  });

  it("of older versions are read too", () => {
    const old = changed((learner) => {
      learner.learner_model_param["base_score"] = "5E-1"; // until 3.0
      delete learner.learner_model_param["num_target"];
      delete learner.feature_names;
      delete learner.gradient_booster.model.cats;
      delete learner.gradient_booster.model.iteration_indptr;
      for (const tree of learner.gradient_booster.model.trees) {
        tree["default_left"] = (tree["default_left"] as number[]).map((left) => left === 1); // until 1.5
        for (const name of Object.keys(tree)) if (/^(split_type|categories)/.test(name)) delete tree[name];
      }
      learner.objective = { name: "reg:linear", reg_loss_param: { scale_pos_weight: "1" } };
    });
    const model = Booster.load(old);
    expect(Array.from(model.predict(rows.slice(0, 50)))).toEqual(predictions);
    expect(model.featureNames).toBeNull();
  });
});

describe("our files", () => {
  it.each(Object.keys(runs))("give back the model %s", (name) => {
    const model = new Booster(recordedModel(runs[name]!)).setAttr({ best_iteration: 3, note: 'é "\\\n\u0001 😀' });
    for (const format of ["json", "ubj"] as const) {
      const again = Booster.load(model.saveRaw(format));
      expect(again.predict(rows)).toEqual(model.predict(rows));
      expect(again.attributes).toEqual(model.attributes);
      expect(again.model.scalePosWeight).toBe(model.model.scalePosWeight);
      expect(again.model.trees).toEqual(model.model.trees);
    }
  });

  it("are JSON or UBJ by the name's end", () => {
    const folder = tempFolder();
    const model = Booster.load(json);
    const warn = vi.spyOn(console, "warn").mockImplementation(() => undefined);
    for (const name of ["model.json", "model.ubj", "model.xgb"]) {
      model.saveModel(join(folder, name));
      expect(readFileSync(join(folder, name)).equals(plainBaseScore(name.endsWith("json") ? json : ubj)), name).toBe(
        true,
      );
      expect(Booster.load(join(folder, name)).saveRaw()).toEqual(model.saveRaw());
    }
    expect(warn.mock.calls).toEqual([
      [`saveModel: ${join(folder, "model.xgb")} ends neither in .json nor in .ubj; written as UBJ`],
    ]);
    warn.mockRestore();
    expect(() => model.saveRaw("deprecated" as "json")).toThrow(
      'there is no model format "deprecated"; take "json" or "ubj"',
    );
  });

  it("keep numbers that JSON does not have", () => {
    const [tree] = recordedModel(runs["exact-depth1"]!).trees;
    const odd = { ...tree!, baseWeights: Float32Array.of(NaN, Infinity, -Infinity) };
    const model = new Booster({ ...recordedModel(runs["exact-depth1"]!), trees: [odd] });
    for (const format of ["json", "ubj"] as const) {
      expect(Booster.load(model.saveRaw(format)).model.trees[0]!.baseWeights).toEqual(odd.baseWeights);
    }
  });
});

describe("what is not a model that we have", () => {
  it.each<[string, Uint8Array, string]>([
    ["nothing", new Uint8Array(0), "empty; give a file that saveModel or Python's save_model wrote"],
    ["a text", Buffer.from("tree 1"), "not an XGBoost model, neither JSON nor UBJ"],
    ["the old binary format", Buffer.from("binf\0\0"), "a model in XGBoost's old binary format; load it in Python"],
    ["half a JSON file", json.subarray(0, 3000), "not a readable JSON file: it is no JSON object (it ends with"],
    ["half a UBJ file", ubj.subarray(0, 3000), "not a readable UBJ file: it ends too early (at byte"],
    ["other JSON", Buffer.from('{"a": 1}'), "not a whole XGBoost model: it has no learner"],
    ["gblinear", changed((learner) => (learner.gradient_booster.name = "gblinear")), "its booster is gblinear"],
    ["dart", changed((learner) => (learner.gradient_booster.name = "dart")), "its booster is dart"],
    ["several targets", changed((learner) => (learner.learner_model_param["num_target"] = "2")), "it has 2 targets"],
    [
      "categories",
      changed((learner) => ((learner.gradient_booster.model.trees[0]!["split_type"] as number[])[0] = 1)),
      "it splits by categories",
    ],
    [
      "vector leaves",
      changed((learner) => {
        (learner.gradient_booster.model.trees[1]!["tree_param"] as Record<string, string>)["size_leaf_vector"] = "3";
      }),
      "its leaves hold vectors (multi_output_tree)",
    ],
    [
      "a tree in a circle",
      changed((learner) => ((learner.gradient_booster.model.trees[2]!["left_children"] as number[])[3] = 0)),
      "the nodes of tree 2 are no tree",
    ],
    [
      "a short column",
      changed((learner) => (learner.gradient_booster.model.trees[4]!["sum_hessian"] = [1])),
      "sum_hessian of tree 4 has 1 numbers, the tree 15 nodes",
    ],
    [
      "an odd feature",
      changed((learner) => ((learner.gradient_booster.model.trees[0]!["split_indices"] as number[])[0] = 8)),
      "tree 0 splits on feature 8; the model has 8 features",
    ],
    [
      "a lost tree",
      changed((learner) => learner.gradient_booster.model.trees.pop()),
      "it should have 5 trees and has 4",
    ],
    ["no base score", changed((learner) => (learner.learner_model_param["base_score"] = "[]")), 'base_score is "[]"'],
  ])("is told: %s", (_, bytes, message) => {
    const path = join(tempFolder(), "model.ubj");
    writeFileSync(path, bytes);
    expect(() => Booster.load(path)).toThrow(message);
    expect(() => Booster.load(path)).toThrow(path);
  });

  it("is told where the objective is unknown, when it should predict", () => {
    const model = Booster.load(changed((learner) => (learner.objective["name"] = "reg:mine")));
    expect(() => model.predict(rows)).toThrow('the objective "reg:mine" is not known');
  });

  it("is told where there is no file", () => {
    const path = join(tempFolder(), "none.json");
    expect(() => Booster.load(path)).toThrow(
      `there is no model file ${path}; give the path of a file that saveModel wrote`,
    );
  });

  it("never ends in anything but a clear error, wherever a UBJ file is cut or changed", () => {
    fc.assert(
      fc.property(fc.nat(ubj.length - 1), fc.nat(255), fc.boolean(), (at, byte, cut) => {
        const bytes = Uint8Array.from(cut ? ubj.subarray(0, at) : ubj);
        if (!cut) bytes[at] = byte;
        try {
          Booster.load(bytes).predict(rows.slice(0, 2), { outputMargin: true });
        } catch (error) {
          expect((error as Error).name).toBe("TrackingError");
        }
      }),
      { numRuns: 300, seed: 7 },
    );
  });
});

describe("the text of a number", () => {
  it("is XGBoost's: float32, shortest, always with an exponent", () => {
    const texts: [number, string][] = [
      [0, "0E0"],
      [-0, "-0E0"],
      [0.5, "5E-1"],
      [500, "5E2"],
      [7.86193848, "7.8619385E0"],
      [7.94140625, "7.9414062E0"], // between two texts: the even one
      [16777216, "1.6777216E7"],
      [1e-45, "1E-45"],
      [3.4028234663852886e38, "3.4028235E38"],
      [-Infinity, "-Infinity"],
    ];
    for (const [value, text] of texts) expect(float32Text(Math.fround(value))).toBe(text);
  });

  it("reads back to the same float32, which rounding twice would not always give", () => {
    fc.assert(
      fc.property(fc.float({ noNaN: true }), (value) => Object.is(float32Of(Number(float32Text(value))), value)),
      { numRuns: 2000, seed: 7 },
    );
    expect(float32Of(1 + 2 ** -24)).toBe(1); // exactly between: the even one
  });

  it("in dumps is C's %.9g", () => {
    const texts = [
      0,
      -0,
      1e-5,
      1.5e-4,
      123456789,
      1234567890,
      2458.826171875,
      -24.205469131469727,
      5.0e-7,
      NaN,
      -Infinity,
    ];
    expect(texts.map(float9)).toEqual(
      // prettier-ignore
      ["0", "-0", "1e-05", "0.00015", "123456789", "1.23456789e+09", "2458.82617", "-24.2054691", "5e-07", "nan", "-inf"],
    );
    expect(float9(11.05078125)).toBe("11.0507812"); // between two texts: the even one
  });
});
