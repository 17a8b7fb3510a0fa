import { appendFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { ICell, INotebookContent } from "@jupyterlab/nbformat";
import { describe, expect, it } from "vitest";
import { notebookAsItRan } from "../../src/notebook/ipynb.js";
import { fold, type LedgerEntry, type LedgerEvent, readLedger } from "../../src/notebook/ledger.js";
import { tempFolder } from "../temp.js";

const start = (seq: number, cellId: string | null, source: string): LedgerEvent => ({
  event: "start",
  seq,
  executionId: `x${seq}`,
  cellId,
  executionCount: seq,
  source,
  timeMs: seq * 10,
});
const print = (seq: number, text: string): LedgerEvent => ({
  event: "output",
  seq,
  output: { output_type: "stream", name: "stdout", text },
  timeMs: 0,
});
const end = (seq: number, status: "ok" | "error" = "ok"): LedgerEvent => ({
  event: "end",
  seq,
  status,
  error: null,
  timeMs: seq * 10 + 5,
});

describe("the ledger", () => {
  it("folds events into one entry per execution", () => {
    const logged = { runId: "r", kind: "metric", key: "loss", count: 1 } as const;
    const display = {
      output_type: "display_data",
      data: { "text/plain": "0 %" },
      metadata: {},
      transient: { display_id: "p" },
    } as never;
    const [one, two] = fold([
      start(1, "a", "train()"),
      print(1, "epoch 1\n"),
      { event: "logged", seq: 1, logged },
      print(1, "epoch 2\n"),
      { event: "logged", seq: 1, logged },
      { event: "output", seq: 1, output: display, timeMs: 0 },
      end(1),
      start(2, "b", "1"),
      { event: "update", displayId: "p", data: { "text/plain": "100 %" }, metadata: {} },
    ]);
    expect(one).toMatchObject({
      seq: 1,
      status: "ok",
      startTimeMs: 10,
      endTimeMs: 15,
      logged: [{ key: "loss", count: 2 }],
    });
    expect(one!.outputs).toMatchObject([
      { name: "stdout", text: "epoch 1\nepoch 2\n" },
      { data: { "text/plain": "100 %" } },
    ]);
    expect(two).toMatchObject({ status: "running", endTimeMs: null });
  });

  it("read after a crash ends with what was lost, without the line that was cut off", async () => {
    const path = join(tempFolder(), "ledger.jsonl");
    writeFileSync(
      path,
      [start(1, "a", "1"), end(1), start(2, "b", "loop()"), print(2, "so far")]
        .map((one) => `${JSON.stringify(one)}\n`)
        .join(""),
    );
    appendFileSync(path, '{"event":"outp');
    const entries = fold((await readLedger(path)).events, { lost: true });
    expect(entries.map((entry) => entry.status)).toEqual(["ok", "lost"]);
    expect(entries[1]!.outputs).toMatchObject([{ text: "so far" }]);
  });
});

describe("the notebook as it ran", () => {
  const code = (id: string, source: string): ICell => ({
    cell_type: "code",
    id,
    source,
    metadata: {},
    outputs: [],
    execution_count: null,
  });
  const entries: readonly LedgerEntry[] = fold([
    start(1, "a", "const a = 1"),
    end(1),
    start(2, "c", "a + 2"),
    print(2, "3"),
    end(2),
    start(3, "gone", "deleted later"),
    end(3),
    start(4, "b", "a + 1"),
    end(4),
    start(5, "a", "const a = 10"),
    end(5),
  ]);

  it("has the file's order with what was executed, and flags what differs", () => {
    const file = {
      nbformat: 4,
      nbformat_minor: 5,
      metadata: { title: "x" },
      cells: [
        { cell_type: "markdown", id: "m", source: "# T", metadata: {} },
        code("a", "const a = 1"),
        code("b", "a + 1"),
        code("c", "a + 2"),
        code("d", "never"),
      ],
    } as unknown as INotebookContent;
    const { cells, metadata } = notebookAsItRan(entries, file, "24.0.0");
    expect(
      cells.map((cell) => [cell["id"], cell.source, (cell.metadata as Record<string, unknown>)["labbook"]]),
    ).toEqual([
      ["m", "# T", undefined],
      ["a", "const a = 10", { executed: true, seq: 5, unsaved: true }],
      ["b", "a + 1", { executed: true, seq: 4, outOfOrder: true }],
      ["c", "a + 2", { executed: true, seq: 2, outOfOrder: true }],
      ["gone", "deleted later", { executed: true, seq: 3, notInFile: true, outOfOrder: true }],
      ["d", "never", { executed: false }],
    ]);
    expect(cells[3]!["outputs"]).toEqual([{ output_type: "stream", name: "stdout", text: "3" }]);
    expect(metadata).toMatchObject({ title: "x", kernelspec: { name: "labbook" } });
  });

  it("without a file has the cells in the order in which they ran first", () => {
    const sources = notebookAsItRan(entries, null, "24.0.0").cells.map((cell) => cell.source);
    expect(sources).toEqual(["const a = 10", "a + 2", "deleted later", "a + 1"]);
  });
});
