import { describe, expect, it } from "vitest";
import { artifactUri } from "../../src/ui/artifacts/artifact_uri.js";
import { decoded } from "../../src/ui/artifacts/decode.js";
import { kindOf, mediaTypeOf, readableSize } from "../../src/ui/artifacts/kind.js";
import { joinTrees, labelsOf, placeOf } from "../../src/ui/artifacts/places.js";
import { foldersAbove, type TreeNode, treeNodes } from "../../src/ui/artifacts/tree_nodes.js";
import { areNumbers, columnWidth, sortedRows } from "../../src/ui/artifacts/viewers/columns.js";
import { hexLines } from "../../src/ui/artifacts/viewers/hex_lines.js";
import { jsonText, parsedJson } from "../../src/ui/artifacts/viewers/json_value.js";
import { loggedTable } from "../../src/ui/artifacts/viewers/logged_table.js";
import { dateText, instantText, parquetText } from "../../src/ui/artifacts/viewers/parquet_text.js";

describe("kinds of files", () => {
  it("go by the name alone, whatever the case", () => {
    const kinds = {
      "a/train.TS": "text",
      "model/MLmodel": "mlmodel",
      MLproject: "text",
      "x.PNG": "image",
      "x.svg": "svg",
      "x.htm": "html",
      "x.tsv": "csv",
      "model.xgb": "booster",
      "m/model.ubj": "booster",
      "a.json": "json",
      "a.ipynb": "notebook",
      "clip.webm": "video",
      "clip.m4v": "video",
      "tone.opus": "audio",
      "map.geojson": "json",
      "tone.wav": "audio",
      "weights.bin": "unknown",
      noend: "unknown",
      __proto__: "unknown",
      "folder.png/data": "unknown",
      "x.constructor": "unknown",
    };
    expect(Object.fromEntries(Object.keys(kinds).map((path) => [path, kindOf(path)]))).toEqual(kinds);
    expect(mediaTypeOf("a/b.JPG")).toBe("image/jpeg");
    expect(mediaTypeOf("a/b.html")).toBe(undefined);
  });

  it("have sizes in steps of a thousand", () => {
    const sizes = [0, 999, 1000, 1_234_567, 999_999_999, 5e12, 5e15].map(readableSize);
    expect(sizes).toEqual(["0 B", "999 B", "1 kB", "1.23 MB", "1000 MB", "5 TB", "5000 TB"]);
  });
});

const file = (path: string, sizeBytes = 1) => ({ path, isDir: false, sizeBytes });
const folder = (path: string, sizeBytes: number) => ({ path, isDir: true, sizeBytes });
const outline = (nodes: readonly TreeNode[]): unknown[] =>
  nodes.map(({ name, isDir, sizeBytes, children }) => (isDir ? [name, sizeBytes, outline(children)] : name));

describe("the tree", () => {
  const files = [file("z.txt"), folder("m", 6), file("m/part_10", 2), file("m/part_2", 4), folder("m/__proto__", 0)];

  it("has folders first and numbers in their order", () => {
    expect(outline(treeNodes(files))).toEqual([["m", 6, [["__proto__", 0, []], "part_2", "part_10"]], "z.txt"]);
  });

  it("keeps the folders that lead to what was searched, with their sizes", () => {
    expect(outline(treeNodes(files, " PART_1"))).toEqual([["m", 6, ["part_10"]]]);
    expect(treeNodes(files, "nothing")).toEqual([]);
    expect(foldersAbove("a/b/c")).toEqual(["a", "a/b"]);
    expect(foldersAbove("")).toEqual([]);
  });
});

describe("logged models of a run", () => {
  const run = { runId: "r" };
  const models = [
    { modelId: "m-1", name: "lasso" },
    { modelId: "m-2", name: "copied" },
  ];
  const own = { files: [folder("copied", 3), file("copied/MLmodel", 3)], truncated: false };
  const tree = { files: [file("MLmodel", 5), folder("data", 2), file("data/x", 2)], truncated: false };

  it("are further folders, unless the run has their files itself", () => {
    const joined = joinTrees(own, models, [tree, tree]);
    expect(joined.files.slice(2)).toEqual([
      folder("models:", 7),
      folder("models:/m-1", 7),
      file("models:/m-1/MLmodel", 5),
      folder("models:/m-1/data", 2),
      file("models:/m-1/data/x", 2),
    ]);
    expect(outline(treeNodes(joined.files, "", labelsOf(models)))).toEqual([
      ["copied", 3, ["MLmodel"]],
      ["Logged models", 7, [["lasso", 7, [["data", 2, ["x"]], "MLmodel"]]]],
    ]);
    expect(joinTrees(own, models, [])).toBe(own);
  });

  it("own what is below them", () => {
    expect(placeOf("models:/m-1/data/x", run, models)).toEqual({ owner: { modelId: "m-1" }, path: "data/x" });
    expect(placeOf("models:/m-1", run, models)).toEqual({ owner: { modelId: "m-1" }, path: "" });
    expect(placeOf("models:/m-10/x", run, models)).toEqual({ owner: run, path: "models:/m-10/x" });
    expect(placeOf("copied/MLmodel", run, models)).toEqual({ owner: run, path: "copied/MLmodel" });
    expect(placeOf("models:", run, models)).toBe(null);
    expect(placeOf("models:", run, [])).toEqual({ owner: run, path: "models:" });
  });

  it("have URIs", () => {
    expect(artifactUri(run, "a/b")).toBe("runs:/r/a/b");
    expect(artifactUri({ modelId: "m-1" }, "")).toBe("models:/m-1");
    expect(artifactUri({ name: "taxi", version: "3" }, "MLmodel")).toBe("models:/taxi/3/MLmodel");
  });
});

describe("tables", () => {
  const texts = ["10", "", "9", "-1e2", "NaN", "9", "inf", "-inf"];
  const order = (numeric: boolean, descending: boolean) =>
    sortedRows(texts.length, { name: "x", numeric }, { column: 0, descending }, (row) => texts[row]);

  it("are sorted by numbers or text; what is missing comes last, equals stay in order", () => {
    expect(order(true, false)).toEqual([7, 3, 2, 5, 0, 6, 4, 1]);
    expect(order(true, true)).toEqual([6, 0, 2, 5, 3, 7, 4, 1]);
    const words = ["b2", "a", "", "b10"];
    const sorted = sortedRows(4, { name: "x", numeric: false }, { column: 0, descending: false }, (row) => words[row]);
    expect(sorted).toEqual([1, 0, 3, 2]);
  });

  it("tell columns of numbers", () => {
    expect(areNumbers(["1", "", "-2.5e3", "NaN", "-inf"])).toBe(true);
    expect(areNumbers(["1", "x"])).toBe(false);
    expect(areNumbers(["", ""])).toBe(false);
    expect(areNumbers(["1", " "])).toBe(false);
    expect(columnWidth({ name: "a", numeric: true }, null)).toBe(140);
    expect(columnWidth({ name: "a", numeric: true }, ["1"])).toBe(70);
    expect(columnWidth({ name: "a", numeric: true }, ["x".repeat(1000)])).toBe(340);
  });

  it("are read as MLflow logs them", () => {
    const table = loggedTable({ columns: ["q", "score"], data: [["a", 1], [{ b: [2] }, null]] })!; // prettier-ignore
    expect(table.columns).toEqual([{ name: "q", numeric: false }, { name: "score", numeric: true }]); // prettier-ignore
    expect([table.rowCount, table.cell(0, 0), table.cell(1, 0), table.cell(1, 1)]).toEqual([2, "a", '{"b":[2]}', ""]);
    for (const none of [null, 7, { columns: ["a"], data: [[1, 2]] }, { columns: [], data: [] }, { columns: ["a"] }]) {
      expect(loggedTable(none)).toBe(null);
    }
  });
});

it("shows bytes in hexadecimal", () => {
  const bytes = Uint8Array.from([...Array(17).keys()].map((index) => index + 60));
  expect(hexLines(bytes)).toBe(
    "00000000  3c 3d 3e 3f 40 41 42 43 44 45 46 47 48 49 4a 4b  <=>?@ABCDEFGHIJK\n" + `00000010  4c${" ".repeat(47)}L`,
  );
  expect(hexLines(Uint8Array.of(0, 255))).toBe(`00000000  00 ff${" ".repeat(44)}..`);
});

describe("texts of files", () => {
  const bytesOf = (bytes: Uint8Array): ArrayBuffer => new Uint8Array(bytes).buffer;
  const text = "Straße, café";

  it("are read as what wrote them", () => {
    const utf8 = Buffer.from(text);
    expect(decoded(bytesOf(utf8), false)).toBe(text);
    expect(decoded(bytesOf(Buffer.from(text, "latin1")), false)).toBe(text);
    const little = Buffer.from(`\ufeff${text}`, "utf16le");
    expect(decoded(bytesOf(little), false)).toBe(text);
    expect(decoded(bytesOf(Buffer.from(little).swap16()), false)).toBe(text);
    expect(decoded(bytesOf(utf8.subarray(0, -1)), true)).toBe("Straße, caf");
    expect(decoded(new ArrayBuffer(0), false)).toBe("");
  });

  it("stay UTF-8 when a byte is wrong", () => {
    expect(decoded(bytesOf(Buffer.concat([Buffer.from(text), Buffer.of(0xff)])), false)).toBe(`${text}\ufffd`);
  });
});

describe("values of JSON", () => {
  it("are numbers as they are written, also those that Python adds and those that no double holds", () => {
    const text =
      '{"a": NaN, "b": [-Infinity, 12345678901234567890, -9007199254740993, 1e300, 0.1234567890123456789], "NaN": "\\"NaN, \\\\"}';
    const value = {
      a: NaN,
      b: [-Infinity, 12345678901234567890n, -9007199254740993n, 1e300, 0.12345678901234568],
      NaN: '"NaN, \\',
    };
    expect(parsedJson(text)).toEqual(value);
    expect(jsonText(value)).toBe(
      '{"a":NaN,"b":[-Infinity,12345678901234567890,-9007199254740993,1e+300,0.12345678901234568],"NaN":"\\"NaN, \\\\"}',
    );
    expect(parsedJson('{"id": 12345678901234567890}')).toEqual({ id: 12345678901234567890n });
  });

  it("are undefined where there is no JSON, however it begins, and hold what is nested deeply or long", () => {
    for (const text of ["", "NaNo", "{oops", "[NaN", '{"a": -NaN}']) expect(parsedJson(text)).toBeUndefined();
    expect(parsedJson(`${"[".repeat(1e5)}1234567890123456${"]".repeat(1e5)}`)).toHaveLength(1);
    expect(parsedJson(`["${'x\\"'.repeat(1e6)}", NaN]`)).toEqual(['x"'.repeat(1e6), NaN]);
  });

  it("stand in logged tables too", () => {
    const table = loggedTable(parsedJson('{"columns": ["id", "score"], "data": [[12345678901234567890, NaN]]}'))!;
    expect([table.cell(0, 0), table.cell(0, 1)]).toEqual(["12345678901234567890", "NaN"]);
    expect(table.columns.map(({ numeric }) => numeric)).toEqual([true, true]);
  });
});

describe("values of Parquet", () => {
  it("are written to their last digit, times without a zone without Z", () => {
    const local = { type: "TIMESTAMP", isAdjustedToUTC: false, unit: "MICROS" };
    expect(parquetText(instantText(1_672_576_496_123_456n, 6), local)).toBe("2023-01-01T12:34:56.123456");
    expect(parquetText(instantText(1_672_532_770_000n, 3), { ...local, isAdjustedToUTC: true })).toBe("2023-01-01T00:26:10Z"); // prettier-ignore
    expect(instantText(-1n, 9)).toBe("1969-12-31T23:59:59.999999999Z");
    expect(instantText(10n ** 18n, 3)).toBe("1000000000000000000");
    expect(dateText(19_358)).toBe("2023-01-01");
    expect(parquetText(3_723_000_004n, { type: "TIME", unit: "MICROS" })).toBe("01:02:03.000004");
    expect(parquetText(3_723_004, { type: "TIME", unit: "MILLIS" })).toBe("01:02:03.004");
  });

  it("are text where they are text, and else how many bytes, also within lists", () => {
    expect(parquetText(Buffer.from("zoë"))).toBe("zoë");
    expect(parquetText(Uint8Array.of(0, 255))).toBe("2 bytes");
    expect(parquetText([1n, null, Uint8Array.of(255)])).toBe('[1,null,"1 byte"]');
    expect([parquetText(null), parquetText(undefined), parquetText(2n ** 63n)]).toEqual([
      "",
      "",
      "9223372036854775808",
    ]);
  });
});
