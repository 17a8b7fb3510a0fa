/** Runs and notebooks side by side: what differs, what is better, which cells are the same ones. */
import { describe, expect, it } from "vitest";
import type { RunTable } from "../../src/protocol/page.js";
import { alignCells } from "../../src/ui/compare/align.js";
import { bestOf, deltaOf, guessedBetter, judged } from "../../src/ui/compare/better.js";
import { artifactEntries, chosenEntries, entriesOf, runsIn } from "../../src/ui/compare/comparison.js";
import { cellVersions, comparedVersions, executionVersions } from "../../src/ui/compare/notebook_pair.js";
import { compareViewOf } from "../../src/ui/compare/view.js";
import { parseNotebook } from "../../src/ui/notebook/document.js";
import { parseEnvironment } from "../../src/ui/notebook/environment.js";
import { parseLedger } from "../../src/ui/notebook/ledger.js";
import { diffRows } from "../../src/ui/parts/line_diff.js";
import { notebookArtifacts, type SeededExecution, stream } from "../page/notebook_runs.js";

const table: RunTable = {
  total: 2,
  all: 2,
  offset: 0,
  runs: {
    runId: ["r1", "r2"],
    experimentId: ["1", "1"],
    runName: ["first", ""],
    status: ["FINISHED", "FAILED"],
    startTimeMs: [1000, 1000],
    endTimeMs: [3500, null],
    lifecycleStage: ["active", "active"],
    parentRunId: [null, null],
  },
  columns: {
    "params.lr": ["0.1", "0.2"],
    "params.depth": ["6", "6"],
    "params.__proto__": ["1", null],
    "metrics.rmse": [6.5, 6.25],
    "metrics.nan": ["NaN", "NaN"],
    "tags.model": ["lasso", "lasso"],
    "tags.mlflow.user": ["ann", "bob"],
    "tags.mlflow.runName": ["first", ""],
  },
};

describe("compared runs", () => {
  const environment = parseEnvironment('{"versions":{"node":"24"},"filesRead":[{"path":"a.csv","sha256":"ab"}]}');
  const entries = entriesOf(table, [environment, null]);

  it("have what they logged, by section and name, and say where they differ", () => {
    expect(runsIn(table)[1]).toEqual({ runId: "r2", experimentId: "1", name: "r2" });
    const shown = entries.filter(({ section }) => section !== "run");
    expect(shown.map(({ section, key, values, differs }) => [section, key, values, differs])).toEqual([
      ["metrics", "nan", ["NaN", "NaN"], false],
      ["metrics", "rmse", [6.5, 6.25], true],
      ["params", "__proto__", ["1", null], true],
      ["params", "depth", ["6", "6"], false],
      ["params", "lr", ["0.1", "0.2"], true],
      ["tags", "model", ["lasso", "lasso"], false],
      ["environment", "Node.js", ["24", null], true],
      ["environment", "Read a.csv", ["ab", null], true],
      ["system", "mlflow.user", ["ann", "bob"], true],
    ]);
    expect(entries.find(({ key }) => key === "Took")!.values).toEqual(["2.5 s", null]);
  });

  it("are told apart by ids where names are the same, and say which is deleted and of which experiment", () => {
    const { runs } = table;
    const same = { ...table, runs: { ...runs, runName: ["fast", "fast"], lifecycleStage: ["active", "deleted"], experimentId: ["1", "2"] } } as const; // prettier-ignore
    expect(runsIn(same).map(({ name }) => name)).toEqual(runs.runId.map((id) => `fast (${id})`));
    const entry = (name: string) => entriesOf(same, undefined, new Map([["2", "taxis"]])).find(({ key }) => key === name)!; // prettier-ignore
    expect(entry("Experiment").values).toEqual(["1", "taxis"]);
    expect(entry("Status").values.map((value) => /, deleted$/.test(String(value)))).toEqual([false, true]);
  });

  it("are searched by all words, and by what differs", () => {
    const keys = (search: string, differing = false) =>
      chosenEntries(entries, { search, differing }).map(({ key }) => key);
    expect(keys("params L")).toEqual(["lr"]);
    expect(keys("params", true)).toEqual(["__proto__", "lr"]);
    expect(keys("nothing")).toEqual([]);
  });

  it("have files by their paths", () => {
    const digests = (...all: string[]) => artifactEntries(all.map((digest) => ({ files: [{ path: "a", isDir: false, sizeBytes: 5, digest }] }))); // prettier-ignore
    expect(digests("ab", "cd")[0]).toMatchObject({ values: ["5 B, ab", "5 B, cd"], differs: true });
    expect(digests("ab", "ab")[0]).toMatchObject({ values: [5, 5], differs: false });
    const file = (path: string, sizeBytes: number) => ({ path, isDir: path.endsWith("d"), sizeBytes });
    const found = artifactEntries([{ files: [file("d", 5), file("d/a", 5)] }, { files: [file("b", 7)] }]);
    expect(found.map(({ key, values }) => [key, values])).toEqual([
      ["b", [null, 7]],
      ["d/a", [5, null]],
    ]);
  });
});

it("guesses which values are better, and judges by that", () => {
  const of = (better: string) =>
    ["validation-rmse", "loss", "err", "terrain", "accuracy", "f1", "r2", "recall@5", "n"].filter(
      (key) => guessedBetter(key) === better,
    );
  expect(of("lower")).toEqual(["validation-rmse", "loss", "err"]);
  expect(of("higher")).toEqual(["accuracy", "f1", "r2", "recall@5"]);
  expect(deltaOf(6.25, 6.5)).toBe(-0.25);
  expect(deltaOf("NaN", 6.5)).toBeNull();
  expect([judged(-1, "lower"), judged(-1, "higher"), judged(0, "lower"), judged(1, "unknown")]).toEqual([
    "better",
    "worse",
    "same",
    "unknown",
  ]);
  expect([...bestOf([3, "NaN", null, 1, 1], "lower")]).toEqual([3, 4]);
  expect([...bestOf([2, 2], "lower"), ...bestOf([1, 2], "unknown")]).toEqual([]);
});

it("reads addresses of its own, of MLflow, and broken ones", () => {
  expect(compareViewOf({ runs: ["a", "b", "a"], experiments: ["1"] }).runIds).toEqual(["a", "b"]);
  expect(compareViewOf({ runs: "a,b" }).runIds).toEqual(["a", "b"]);
  expect(
    compareViewOf({ runs: 7, part: "x", better: { rmse: "sideways", loss: "higher" }, transposed: "yes" }),
  ).toMatchObject({
    runIds: [],
    part: "values",
    transposed: false,
    better: new Map([["loss", "higher"]]),
  });
});

describe("cells of two notebooks", () => {
  const cell = (id: string, source: string) => ({ id, type: "code", source });
  const pairs = (left: ReturnType<typeof cell>[], right: ReturnType<typeof cell>[]) =>
    alignCells(left, right).map(
      ({ left: a, right: b, moved }) => `${a?.id ?? "-"}${b?.id ?? "-"}${moved ? " moved" : ""}`,
    );

  it("are paired by id, then by their sources", () => {
    const before = [cell("a", "load data"), cell("b", "train(lr = 0.1)"), cell("c", "plot()")];
    expect(pairs(before, [cell("a", "load other things"), cell("x", "new words here"), cell("b", "fit")])).toEqual([
      "aa",
      "-x",
      "bb",
      "c-",
    ]);
    expect(
      pairs(
        [cell("0", "load data"), cell("1", "train(lr = 0.1)")],
        [cell("0", "intro text"), cell("1", "load data"), cell("2", "train(lr = 0.2)")],
      ),
    ).toEqual(["-0", "01", "12"]);
    expect(pairs(before, [cell("c", "plot()"), cell("a", "load data"), cell("b", "train(lr = 0.1)")])).toEqual([
      "cc moved",
      "aa",
      "bb",
    ]);
    expect(pairs([], [cell("a", "")])).toEqual(["-a"]);
    expect(pairs([cell("a", "")], [])).toEqual(["a-"]);
  });

  it("are paired in long sessions too, the words of what is left only while it is little", () => {
    const many = Array.from({ length: 3000 }, (_, index) => cell(String(index), `step(${index}, { lr: 0.1 })`));
    const changed = many.map((one) => (one.id === "7" ? cell("7", "step(7, { lr: 0.2 })") : one));
    expect(pairs(many, changed)[7]).toBe("77");
    const some = many.slice(0, 600);
    expect(pairs(some, [...some.slice(1), cell("x", "new")]).filter((pair) => /-/.test(pair))).toEqual(["0-", "-x"]);
  });

  it("differ in source, outputs and the order in which they ran", () => {
    const cells = ["a", "b", "c"].map((id) => ({ id, source: id }));
    const versions = (executions: readonly SeededExecution[]) => {
      const artifacts = notebookArtifacts(cells, executions);
      const notebook = parseNotebook(artifacts["notebook/taxi.ipynb"] as string);
      const ledger = parseLedger(artifacts["notebook/executions.jsonl"] as string, notebook);
      return [cellVersions(notebook.cells, ledger), executionVersions(ledger)] as const;
    };
    const run = (cellId: string, more: object = {}) => ({ cellId, source: cellId, ...more });
    const before = versions([run("a"), run("b", { outputs: [stream("1")] }), run("c")]);
    const after = versions([run("b", { outputs: [stream("2")] }), run("c", { source: "c + 1" }), run("c"), run("a")]);
    const shown = (index: 0 | 1) =>
      comparedVersions(before[index], after[index]).map(({ left, right, source, outputs, order }) => [
        `${left?.seq ?? "-"}→${right?.seq ?? "-"}`,
        [source && "source", outputs && "outputs", order && "order"].filter((part) => part !== false),
      ]);
    expect(shown(0)).toEqual([
      ["1→4", ["order"]],
      ["2→1", ["outputs", "order"]],
      ["3→3", ["order"]],
    ]);
    expect(shown(1)).toHaveLength(4);
  });
});

it("tells lines that differ, and words within them", () => {
  const text = (pieces: readonly { text: string; changed: boolean }[] | null) =>
    pieces?.map((piece) => (piece.changed ? `[${piece.text}]` : piece.text)).join("") ?? null;
  const rows = diffRows("a\nlr = 0.1;\nlast", "a\nlr = 0.2;\nmore\nlast")!;
  expect(rows.map(({ left, right, changed }) => [text(left), text(right), changed])).toEqual([
    ["a", "a", false],
    ["lr = 0.[1];", "lr = 0.[2];", true],
    [null, "[more]", true],
    ["last", "last", false],
  ]);
  const numbers = (from: number) => Array.from({ length: 5000 }, (_, index) => String(from + index)).join("\n");
  expect(diffRows(numbers(0), numbers(100_000))).toBeNull();
});
