import { describe, expect, it } from "vitest";
import type { FieldSummary, RunTable } from "../../src/protocol/page.js";
import { layoutOf, moved, nextOrder, shownFields } from "../../src/ui/runs/columns.js";
import { type GridRow, runNameOf, withBelow } from "../../src/ui/runs/grid_rows.js";
import { moveInGrid } from "../../src/ui/runs/grid_keys.js";
import { viewOf } from "../../src/ui/runs/view.js";

const field = (name: string, varies: boolean, opening = true): FieldSummary => {
  const kind = name.startsWith("metrics.") ? "metric" : "param";
  return { name, kind, key: name.split(".")[1]!, runs: 1, varies, numeric: true, opening };
};
const fields = [field("params.alpha", true), field("metrics.rmse", true), field("metrics.same", false)];

describe("columns", () => {
  it("open on times, metrics, then params; the one that orders is always there", () => {
    expect(shownFields(viewOf({}), fields, 1)).toEqual([
      "start_time",
      "duration",
      "metrics.rmse",
      "metrics.same",
      "params.alpha",
    ]);
    expect(shownFields(viewOf({ columns: ["params.alpha"], orderBy: ["max.rmse DESC"] }), fields, 1)).toEqual([
      "params.alpha",
      "max.rmse",
    ]);
    expect(shownFields(viewOf({ differing: true }), fields, 2)).not.toContain("metrics.same");
  });

  it("that a person chose stay when new keys arrive; pinned ones stand first", () => {
    const view = viewOf({ columns: ["metrics.rmse", "params.alpha"], pinnedColumns: ["params.alpha"] });
    const { pinned, free } = layoutOf(view, [...fields, field("metrics.new", true)], 1);
    expect(pinned.map((one) => one.field)).toEqual(["run_name", "params.alpha"]);
    expect(free.map((one) => one.field)).toEqual(["metrics.rmse"]);
  });

  it("are moved and ordered", () => {
    expect(moved(["a", "b", "c"], "a", "c")).toEqual(["b", "c", "a"]);
    expect(nextOrder([], "a", false)).toEqual(["a ASC"]);
    expect(nextOrder(["a ASC"], "a", false)).toEqual(["a DESC"]);
    expect(nextOrder(["a DESC"], "a", false)).toEqual([]);
    expect(nextOrder(["a ASC", "b ASC"], "a", true)).toEqual(["a DESC", "b ASC"]);
  });
});

describe("rows", () => {
  it("below others stand between those at the top", () => {
    const row = (count: number): GridRow => ({ kind: "note", text: String(count), depth: 0 });
    const rows = withBelow({ count: 3, at: row }, [
      { index: 2, rows: [row(21)] },
      { index: 0, rows: [row(10), row(11)] },
    ]);
    expect(rows.count).toBe(6);
    expect(Array.from({ length: 6 }, (_, index) => rows.at(index))).toEqual([0, 10, 11, 1, 2, 21].map(row));
  });

  it("have a name also where the run has none", () => {
    const runs = { runId: ["cbbf689466ad", "f78ad476a635"], runName: ["", "run 1"] } as unknown as RunTable["runs"];
    const table = { total: 2, all: 2, offset: 0, runs, columns: {} };
    expect([0, 1].map((index) => runNameOf({ table, index }))).toEqual(["cbbf6894", "run 1"]);
  });

  it("are walked by keys that stop at the edges", () => {
    const size = { rows: 10, columns: 4, page: 5 };
    const key = (name: string, more = {}) => ({
      key: name,
      ctrlKey: false,
      metaKey: false,
      altKey: false,
      shiftKey: false,
      ...more,
    });
    expect(moveInGrid(key("j"), { row: 10, column: 1 }, size)).toEqual({ row: 10, column: 1 });
    expect(moveInGrid(key("PageUp"), { row: 4, column: 1 }, size)).toEqual({ row: 1, column: 1 });
    expect(moveInGrid(key("End"), { row: 4, column: 1 }, size)).toEqual({ row: 4, column: 3 });
    expect(moveInGrid(key("Enter"), { row: 1, column: 2 }, size)).toEqual({ act: "sort" });
    expect(moveInGrid(key("ArrowRight", { ctrlKey: true }), { row: 1, column: 2 }, size)).toEqual({
      act: "move",
      by: 1,
    });
    expect(moveInGrid(key("x"), { row: 2, column: 2 }, size)).toEqual({ act: "choose" });
    expect(moveInGrid(key("c", { ctrlKey: true }), { row: 2, column: 2 }, size)).toBeUndefined();
  });
});
