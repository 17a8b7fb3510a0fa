/** Boosters go between here and Python's XGBoost, in JSON and UBJ, and say the same on both sides, to the last bit. */
import { execFileSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { describe, expect, it } from "vitest";
import { DictVectorizer, readParquet, SparseMatrix } from "../../src/ml/index.js";
import { Booster, type DumpOptions, DMatrix, type ImportanceType, train } from "../../src/xgboost/index.js";
import { tempFolder } from "../temp.js";
import { plainBaseScore } from "../xgboost/plain_base_score.js";
import { recordedModel, rows, runs } from "../xgboost/recorded_model.js";

interface Told {
  readonly predictions: readonly number[];
  readonly margins: readonly number[];
  readonly leaves: readonly (readonly number[])[];
  readonly contributions: readonly (readonly number[])[] | null;
  readonly rounds: number;
  readonly attributes: Readonly<Record<string, string>>;
  readonly scores: Readonly<Record<ImportanceType, Readonly<Record<string, number>>>>;
  readonly dumps?: Readonly<Record<string, readonly string[]>>;
}

function python(what: "given" | "made", folder: string): Record<string, Told> {
  execFileSync(resolve(".venv/interop/bin/python"), ["test/interop/answer_xgboost.py", what, folder], {
    stdio: ["ignore", "ignore", "inherit"],
  });
  return JSON.parse(readFileSync(join(folder, "answers.json"), "utf8")) as Record<string, Told>;
}

/** `apart`: how far predictions may be from Python's, relative; 0 is equal. */
function expectSame(model: Booster, data: DMatrix | number[][], told: Told, apart = 0): void {
  expect(Array.from(model.predict(data, { outputMargin: true }))).toEqual(told.margins);
  const predictions = Array.from(model.predict(data));
  if (apart === 0) expect(predictions).toEqual(told.predictions);
  const distances = predictions.map((value, at) => Math.abs(value / told.predictions[at]! - 1));
  expect(Math.max(0, ...distances.filter((distance) => !Number.isNaN(distance)))).toBeLessThanOrEqual(apart);
  const leaves = model.predict(data, { predLeaf: true }).slice(0, 20);
  expect(leaves.map((row) => Array.from(row))).toEqual(told.leaves);
  if (told.contributions !== null) {
    const contributions = model.predict(data, { predContribs: true }).slice(0, 20);
    contributions.forEach((row, at) => {
      row.forEach((value, feature) => expect(value).toBeCloseTo(told.contributions![at]![feature]!, 3));
    });
  }
  expect(model.numBoostedRounds()).toBe(told.rounds);
  expect(model.attributes).toEqual(told.attributes);
  for (const [importanceType, scores] of Object.entries(told.scores)) {
    expect(model.getScore({ importanceType: importanceType as ImportanceType }), importanceType).toEqual(scores);
  }
  for (const [what, dump] of Object.entries(told.dumps ?? {})) {
    const [dumpFormat, stats] = what.split(" ") as [NonNullable<DumpOptions["dumpFormat"]>, string];
    expect(model.getDump({ dumpFormat, withStats: stats === "True" }), what).toEqual(dump);
  }
}

function giveToPython(model: Booster, matrix: SparseMatrix, dumps: boolean): void {
  const folder = tempFolder();
  model.saveModel(join(folder, "model.json"));
  model.saveModel(join(folder, "model.ubj"));
  const { rowCount, columnCount, rowStarts, columns, values } = matrix;
  const lists = { rowStarts: [...rowStarts], columns: [...columns], values: [...values] };
  writeFileSync(join(folder, "rows.json"), JSON.stringify({ rowCount, columnCount, ...lists, dumps }));
  const answers = python("given", folder);
  for (const format of ["json", "ubj"] as const) {
    expectSame(model, new DMatrix(matrix, named(model)), answers[format]!);
    const again = plainBaseScore(readFileSync(join(folder, `again.${format}`)));
    expect(again.equals(model.saveRaw(format)), `saved again as ${format}`).toBe(true);
  }
}

function named({ featureNames, featureTypes }: Booster) {
  return { ...(featureNames && { featureNames }), ...(featureTypes && { featureTypes }) };
}

describe("models from here load in Python", () => {
  it("trained on a month of trips, with rows of which something is missing", { timeout: 300_000 }, async () => {
    const trips = async (month: string) =>
      (await readParquet<Record<string, unknown>>(`notebooks/data/green_tripdata_${month}.parquet`)).records();
    const features = (month: readonly Record<string, unknown>[]) =>
      month.map(({ PULocationID, DOLocationID, trip_distance }) => ({
        PU_DO: `${String(PULocationID)}_${String(DOLocationID)}`,
        trip_distance: trip_distance as number,
      }));
    const vectorizer = new DictVectorizer();
    const january = await trips("2021-01");
    const X = vectorizer.fitTransform(features(january));
    const featureNames = vectorizer.featureNames;
    const data = new DMatrix(X, { label: january.map(({ duration }) => duration as number), featureNames });
    const params = { tree_method: "exact", max_depth: 12, eta: 0.1, base_score: 0.5, seed: 42 } as const;
    const model = await train(params, data, { numBoostRound: 100, verboseEval: false });
    const asked = [...features((await trips("2021-02")).slice(0, 5000)), {}, { trip_distance: 3 }, { PU_DO: "1_1" }];
    giveToPython(model, vectorizer.transform(asked as never), false);
  });

  it.each(Object.keys(runs))("made of the figures of %s", (name) => {
    const extras = {
      featureNames: ["é", 'b "c"', "c\\d", "d\ne", "e", "f", "g", "h"],
      attributes: { best_iteration: "3" },
    };
    const model = new Booster({ ...recordedModel(runs[name]!), ...extras });
    const present = rows.map((row) => row.flatMap((value, column) => (Number.isNaN(value) ? [] : [{ value, column }])));
    const entries = present.flat();
    let end = 0;
    const matrix = new SparseMatrix({
      rowCount: rows.length,
      columnCount: 8,
      rowStarts: Int32Array.from([0, ...present.map((row) => (end += row.length))]),
      columns: Int32Array.from(entries, ({ column }) => column),
      values: Float64Array.from(entries, ({ value }) => value),
    });
    giveToPython(model, matrix, true);
  });
});

it(
  "models from Python load here, and are written again byte by byte; other kinds are named",
  { timeout: 120_000 },
  () => {
    const folder = tempFolder();
    const { small } = JSON.parse(readFileSync("test/fixtures/xgboost-exact.json", "utf8")) as { small: object };
    writeFileSync(join(folder, "problem.json"), JSON.stringify(small));
    const answers = python("made", folder);
    expect(Object.keys(answers)).toHaveLength(22);
    for (const [name, told] of Object.entries(answers)) {
      for (const format of ["json", "ubj"] as const) {
        const path = join(folder, `${name}.${format}`);
        const model = Booster.load(path);
        // exp of the C library and of JavaScript differ in the last bit of a float32 now and then
        expectSame(
          model,
          new DMatrix(rows, named(model)),
          told,
          /multi-softprob|poisson|gamma|tweedie|cox|aft/.test(name) ? 2e-7 : 0,
        );
        expect(plainBaseScore(readFileSync(path)).equals(model.saveRaw(format)), path).toBe(true);
      }
    }
    const kinds = {
      dart: "its booster is dart",
      gblinear: "its booster is gblinear",
      targets: "it has 2 targets",
      vectors: "it has 2 targets",
    };
    for (const [name, reason] of Object.entries(kinds)) {
      expect(() => Booster.load(join(folder, `${name}.json`))).toThrow(reason);
      expect(() => Booster.load(join(folder, `${name}.ubj`))).toThrow(reason);
    }
  },
);
