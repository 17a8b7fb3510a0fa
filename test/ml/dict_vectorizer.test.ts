import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { DictVectorizer, type FeatureRecord, Frame } from "labbook/ml";
import { describe, expect, it } from "vitest";
import { tempFolder } from "../temp.js";

const rides: FeatureRecord[] = [
  { zone: "b", km: 3, night: true },
  { zone: "a", km: 0, night: false },
];

describe("a vectorizer", () => {
  it("makes one column per text, and one per number, sorted by code point as Python sorts", () => {
    const vectorizer = new DictVectorizer();
    const matrix = vectorizer.fitTransform(rides);
    expect(vectorizer.featureNames).toEqual(["km", "night", "zone=a", "zone=b"]);
    expect(matrix.toDense()).toEqual([
      [3, 1, 0, 1],
      [0, 0, 1, 0],
    ]);
    // Zeros that are given are kept.
    expect(matrix.storedCount).toBe(6);
    const names = new DictVectorizer().fit([{ z: "😀" }, { z: "ﬀ" }, { z: "a" }, { z: "" }]).featureNames;
    expect(names).toEqual(["z=", "z=a", "z=ﬀ", "z=😀"]);
  });

  it("leaves out what it has not seen, and takes missing numbers, lists and frames", () => {
    const vectorizer = new DictVectorizer().fit([{ tags: ["x", "y"], km: null }]);
    expect(vectorizer.featureNames).toEqual(["km", "tags=x", "tags=y"]);
    const unseen = [{ tags: ["y", "y", "q"], km: null, other: 1 }, { tags: "x" }, {}];
    expect(vectorizer.transform(unseen).toDense()).toEqual([
      [NaN, 0, 2],
      [0, 1, 0],
      [0, 0, 0],
    ]);
    const frame = Frame.fromRecords([{ zone: "a", km: 1 }]);
    expect(new DictVectorizer().fitTransform(frame).toDense()).toEqual([[1, 1]]);
  });

  it("takes a text and a number that spell alike for one feature", () => {
    const vectorizer = new DictVectorizer().fit([{ "a=b": 5 }, { a: "b" }]);
    expect(vectorizer.featureNames).toEqual(["a=b"]);
    expect(vectorizer.transform([{ "a=b": 5 }, { a: "b" }]).toDense()).toEqual([[5], [1]]);
  });

  it("comes back from JSON and from a file", async () => {
    const vectorizer = new DictVectorizer({ separator: ":" }).fit(rides);
    const path = join(tempFolder(), "dv.json");
    await vectorizer.save(path);
    const copy = await DictVectorizer.load(path);
    expect(copy.featureNames).toEqual(["km", "night", "zone:a", "zone:b"]);
    expect(copy.transform(rides)).toEqual(vectorizer.transform(rides));
    expect(JSON.parse(JSON.stringify(new DictVectorizer().fit([{ a: 1 }])))).toEqual({
      type: "DictVectorizer",
      featureNames: ["a"],
    });
  });

  it.each([
    ["no records", () => new DictVectorizer().fit([]), "there are no features in the records"],
    [
      "a date",
      () => new DictVectorizer().fit([{ at: new Date(0) as never }]),
      "'at' is a Date in record 0; a feature is a text",
    ],
    [
      "an undefined value",
      () => new DictVectorizer().fit([{ a: 1 }, { a: undefined as never }]),
      "'a' is undefined in record 1",
    ],
    ["a list of numbers", () => new DictVectorizer().fit([{ a: [1] as never }]), "'a' is [1] in record 0"],
    [
      "an option that is not here",
      () => new DictVectorizer({ sparse: false } as never),
      "does not have scikit-learn's option 'sparse'",
    ],
    ["foreign JSON", () => DictVectorizer.fromJSON({} as never), "this is no DictVectorizer"],
  ])("refuses %s", (_, act, message) => {
    expect(act).toThrow(message);
  });

  it("says which file it cannot read", async () => {
    const path = join(tempFolder(), "dv.json");
    await expect(DictVectorizer.load(path)).rejects.toThrow(`cannot read '${path}': ENOENT`);
    writeFileSync(path, "{");
    await expect(DictVectorizer.load(path)).rejects.toThrow(`cannot read '${path}': Expected`);
  });
});
