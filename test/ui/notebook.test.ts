/** Notebooks, ledgers and outputs as the page reads them: anyone may have written them. */
import { describe, expect, it } from "vitest";
import { shownOf } from "../../src/ui/notebook/choice.js";
import { parseNotebook } from "../../src/ui/notebook/document.js";
import { parseEnvironment } from "../../src/ui/notebook/environment.js";
import { focusOf, markedBy } from "../../src/ui/notebook/focus.js";
import { loggedBy, loggedText, parseLedger, titleOf, verdictOf } from "../../src/ui/notebook/ledger.js";
import { bundle, logged, notebookArtifacts } from "../page/notebook_runs.js";

const cells = [
  { id: "a", source: "old a" },
  { id: "b", source: "b" },
  { id: "idle", source: "never" },
];
const artifacts = notebookArtifacts(cells, [
  { cellId: "a", source: "a1", logged: [logged("param", "lr", "before")] },
  { cellId: "b", source: "b", logged: [logged("metric", "rmse", "run", 3), logged("param", "depth", "before")] },
  { cellId: "a", source: "a2", status: "error", logged: [logged("param", "lr", "run")] },
  { cellId: "gone", source: "c", status: "aborted" },
]);
const notebook = parseNotebook(artifacts["notebook/taxi.ipynb"] as string);
const ledger = artifacts["notebook/executions.jsonl"] as string;

describe("a ledger", () => {
  const executions = parseLedger(`${ledger}{"seq": 5, "cut`, notebook);

  it("tells cells, attempts and order, and leaves out what is cut off", () => {
    expect(
      executions.map(({ seq, cell, attempt, attempts, outOfOrder }) => [seq, cell, attempt, attempts, outOfOrder]),
    ).toEqual([
      [1, "a", 1, 2, false],
      [2, "b", 1, 1, false],
      [3, "a", 2, 2, true],
      [4, null, 1, 1, false],
    ]);
  });

  it("gives its verdict by the last execution of each cell", () => {
    expect(verdictOf(executions, notebook)).toEqual({
      text: "1 of 2 cells ok",
      isGood: false,
      remarks: ["1 cell ran out of the notebook's order", "1 execution repeated a cell", "1 cell did not run"],
    });
  });

  it("ties what was logged to executions, those of the run itself before what it took over", () => {
    const by = loggedBy(executions, "run");
    expect([...by].map(([key, found]) => [key, found.map(({ seq }) => seq)])).toEqual([
      ["param lr", [3]],
      ["param depth", [2]],
      ["metric rmse", [2]],
    ]);
    const mark = (search: object) => markedBy(focusOf({ ...search }), executions, by);
    expect(mark({ metric: "rmse" })).toEqual({ cells: ["b"], executions: [2] });
    expect(mark({ cell: "a" })).toEqual({ cells: ["a"], executions: [1, 3] });
    expect(mark({ cell: "a", execution: 1 })).toEqual({ cells: ["a"], executions: [1] });
    expect(mark({ metric: "__proto__" })).toEqual({ cells: [], executions: [] });
  });

  it("is told in few words: what a source is about, how much was logged", () => {
    expect(titleOf('import {\n  a,\n  b,\n} from "labbook/ml";\nimport "x";\n// why\n{\n  const c = a(b);\n}')).toBe(
      "const c = a(b);",
    );
    expect(titleOf("//%track taxi\nlog();")).toBe("//%track taxi");
    expect([
      titleOf('\nimport {\n  m,\n} from "m";'),
      titleOf("import numpy as np\nnp.zeros(3)"),
      titleOf(" "),
    ]).toEqual(['import { m, } from "m";', "np.zeros(3)", "(empty)"]);
    const facts = ["a", "b", "a"].map((key) => ({ kind: "metric" as const, key, runId: "", count: 1 }));
    expect(loggedText([...facts, { kind: "param", key: "p", runId: "", count: 1 }])).toBe("1 param, 2 metrics");
  });

  it("finds cells by their source where a front end sends other ids", () => {
    const foreign = ledger.replaceAll('"cellId":"b"', '"cellId":"vscode-notebook-cell:b"');
    const plain = parseNotebook(JSON.stringify({ cells: [{ cell_type: "code", id: "x", source: ["b"] }] }));
    expect(parseLedger(foreign, plain).map(({ cell }) => cell)).toEqual([null, "x", null, null]);
  });

  it("is read without a notebook, and when its values have wrong types", () => {
    const odd =
      '{"seq":1,"source":7,"status":"great","logged":[null,{"kind":"x"}],"outputs":{}}\n[]\nnull\n{"seq":"2"}';
    expect(parseLedger(odd, null)).toMatchObject([{ seq: 1, source: "", status: "lost", logged: [], outputs: [] }]);
  });
});

describe("a notebook", () => {
  it("is read whatever its cells are", () => {
    const odd = {
      cells: [
        null,
        { cell_type: "code", source: ["a\n", "b"], outputs: [7, { output_type: "stream", text: ["x", "y"] }] },
      ],
    };
    const read = parseNotebook(JSON.stringify(odd));
    expect(read.cells.map(({ id, type, source }) => [id, type, source])).toEqual([
      ["0", "raw", ""],
      ["1", "code", "a\nb"],
    ]);
    expect(read.cells[1]!.outputs[1]).toEqual({ kind: "stream", name: "", text: "xy" });
    const pasted = { "a b.png": { "image/png": "aG\nk=" }, "x.svg": { "image/svg+xml": "<svg/>" }, "y.png": 7 };
    const cells = [{ cell_type: "markdown", source: "", attachments: pasted }];
    expect([...parseNotebook(JSON.stringify({ cells })).cells[0]!.attachments]).toEqual([
      ["a b.png", "data:image/png;base64,aGk="],
    ]);
    expect(() => parseNotebook("{")).toThrow("The file is not a notebook: ");
    expect(() => parseNotebook("[1]")).toThrow("The file is not a notebook: it holds no JSON object.");
  });
});

describe("an output", () => {
  const of = (data: object, framed = true) => {
    const [output] = parseNotebook(JSON.stringify({ cells: [{ cell_type: "code", outputs: [bundle(data)] }] }))
      .cells[0]!.outputs;
    return shownOf((output as { data: ReadonlyMap<string, unknown> }).data, framed);
  };

  it("is shown in its safest form", () => {
    const figure = { "application/vnd.plotly.v1+json": {}, "text/html": "<script>", "text/plain": "figure" };
    expect(of(figure)).toEqual({
      as: "frame",
      mime: "application/vnd.plotly.v1+json",
      asks: false,
      reaches: false,
      text: "figure",
    });
    expect(of(figure, false)).toEqual({ as: "text", text: "figure" });
    expect(of({ "image/png": ["aG\n", "k="], "text/html": "<b>" })).toEqual({
      as: "image",
      url: "data:image/png;base64,aGk=",
      alt: "",
    });
    expect(of({ "image/png": 'x" onerror="alert(1)', "text/plain": "p" })).toEqual({ as: "text", text: "p" });
    expect(of({ "image/svg+xml": "<svg>#</svg>" })).toMatchObject({
      url: "data:image/svg+xml;charset=utf-8,%3Csvg%3E%23%3C%2Fsvg%3E",
    });
    expect(of({ "text/html": "<table>", "text/plain": "t" })).toEqual({ as: "html", html: "<table>" });
    expect(of({ "text/html": "<style>", "text/plain": "t" })).toEqual({
      as: "frame",
      mime: "text/html",
      asks: false,
      reaches: false,
      text: "t",
    });
    const frame = "<div><style scoped>th { text-align: top }</style><table><td>once=1 is on = 2</td></table></div>";
    expect(of({ "text/html": frame, "text/plain": "t" })).toEqual({ as: "html", html: frame });
    for (const html of [
      "<script>",
      "< ScRipt src=x>",
      "<img src=x onerror=alert(1)>",
      "<a href='javascript:x'>",
      "<iframe>",
    ])
      expect(of({ "text/html": html }), html).toMatchObject({ as: "frame", asks: true });
    expect(of({ "text/latex": "$x$", "text/plain": "x" })).toEqual({ as: "markdown", text: "$x$" });
    expect(of({ "application/json": { a: 1 } })).toEqual({ as: "text", text: '{\n  "a": 1\n}' });
    expect(of({ "application/javascript": "alert(1)" })).toEqual({ as: "nothing", mimes: ["application/javascript"] });
  });
});

it("reads environments by their names, and files that were read", () => {
  const environment = parseEnvironment(artifacts["notebook/environment.json"] as string)!;
  expect(Object.fromEntries(environment.facts)).toMatchObject({
    "versions.node": "24.21.0",
    "git.dirty": "true",
    seed: "42",
  });
  expect(environment.filesRead).toEqual([
    { path: "data/green.parquet", sizeBytes: 1_234_567, sha256: "ab".repeat(32) },
  ]);
  expect(parseEnvironment("{")).toBeNull();
});
