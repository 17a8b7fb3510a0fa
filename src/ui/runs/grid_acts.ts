/** What follows from what a person does in the grid. */
import { useState } from "react";
import { useNavigate } from "@tanstack/react-router";
import type { FieldName, RunSelection, RunTable } from "../../protocol/page.js";
import { ask } from "../api/page.js";
import { counted } from "../parts/counted.js";
import { notify, notifyFailure } from "../parts/notice.js";
import { nextOrder } from "./columns.js";
import { cellOf, labelOf, type RunRow } from "./field.js";
import type { GridEvent } from "./grid_event.js";
import { type GridRow, type GridRows, runIdOf, runIdsBetween, runNameOf } from "./grid_rows.js";
import { type Columns, columnEntries, groupEntries, type MenuPart, movedBy, valueEntries } from "./menu_entries.js";
import { palette } from "./run_color.js";
import { plainText } from "./runs_text.js";
import type { AskedChange } from "./runs_changes.js";
import type { TableBase } from "./run_windows.js";
import type { Expanded } from "./table_rows.js";
import type { ChangeView, RunsView } from "./view.js";

export interface GridActsOptions {
  readonly view: RunsView;
  readonly changeView: ChangeView;
  readonly columns: Columns;
  readonly rows: GridRows;
  readonly expanded: Expanded;
  readonly onExpanded: (expanded: Expanded) => void;
  readonly base: TableBase;
  /** undefined: the store is only read. */
  readonly onChange: RunAction | undefined;
}

/** What a row's menu changes of its run. */
export type RunAction = (what: AskedChange["what"] | "restore", runId: string) => void;

export interface OpenMenu {
  readonly label: string;
  readonly at: HTMLElement;
  readonly parts: readonly MenuPart[];
}

export interface GridActs {
  readonly onAct: (event: GridEvent) => void;
  readonly menu: OpenMenu | undefined;
  readonly closeMenu: () => void;
  readonly chooseAll: () => void;
  readonly clear: () => void;
}

type RunGridRow = GridRow & { readonly kind: "run" };

/** Runs that one list can hold. */
const mostChosen = 50_000;

export function useGridActs(options: GridActsOptions): GridActs {
  const { view, changeView, columns, rows, expanded, onExpanded, base, onChange } = options;
  const [menu, setMenu] = useState<OpenMenu>();
  const [last, setLast] = useState<number>();
  const navigate = useNavigate();
  const put = (part: Partial<RunsView>): void => changeView(part, { replace: true });

  const onRun = (event: GridEvent, row: RunGridRow): void => {
    const runId = runIdOf(row.run);
    const name = runNameOf(row.run);
    if (event.act === "hide") put({ hidden: toggled(view.hidden, runId) });
    if (event.act === "pin") put({ pinned: toggled(view.pinned, runId) });
    if (event.act === "color")
      setMenu({ label: `Colour of ${name}`, at: event.element, parts: [colors(runId, view, put)] });
    if (event.act === "open") open(row);
    if (event.act !== "choose") return;
    setLast(event.index);
    const range = event.more && last !== undefined ? runIdsBetween(rows, last, event.index) : undefined;
    put({ chosen: range === undefined ? toggled(view.chosen, runId) : [...new Set([...view.chosen, ...range])] });
  };
  const open = (row: RunGridRow): void => {
    const { table, index } = row.run;
    const params = { experimentIds: table.runs.experimentId[index]!, runId: table.runs.runId[index]! };
    void navigate({ to: "/experiments/$experimentIds/runs/$runId", params });
  };
  const expand = (id: string, index: number, isTop: boolean): void => {
    const next = new Map(expanded);
    if (!next.delete(id)) next.set(id, isTop ? topIndex(rows, index) : -1);
    onExpanded(next);
  };
  const choose = async (pick: (runs: Runs) => Partial<RunsView>): Promise<void> => {
    try {
      put(pick(await runsOf(base.selection, base.orderBy)));
    } catch (error) {
      notifyFailure("Could not list the runs", error);
    }
  };
  const chooseAll = (): void => void choose(({ runId }) => ({ chosen: runId }));
  const clear = (): void => put({ chosen: [] });
  const toggleAll = (): void => (view.chosen.length > 0 ? clear() : chooseAll());

  const onHeader = ({ act, column, more, by = 0, element }: GridEvent): void => {
    if (act === "choose-all") return toggleAll();
    if (act === "menu" && column === undefined)
      return setMenu({ label: "Runs", at: element, parts: headParts(view, put, choose, chooseAll, clear) });
    if (column === undefined) return;
    const { field, pinned, widthPx } = column;
    if (act === "menu")
      setMenu({
        label: `Column ${labelOf(field)}`,
        at: element,
        parts: columnEntries(column, columns, view, changeView),
      });
    if (act === "sort") changeView({ orderBy: nextOrder(view.orderBy, field, more) });
    if (act === "move") changeView(movedBy(field, pinned, by, columns, view));
    if (act === "resize") put({ widths: { ...view.widths, [field]: Math.max(48, widthPx + by * 20) } });
  };

  const onAct = (event: GridEvent): void => {
    const { row, act, column, element, index } = event;
    if (
      ["sort", "choose-all", "move", "resize"].includes(act) ||
      (act === "menu" && element.closest("[role=columnheader]"))
    )
      return onHeader(event);
    if (row === undefined || row.kind === "note") return;
    if (act === "expand" && row.kind === "group") return expand(row.id, index, true);
    if (act === "expand" && row.kind === "run") {
      if (row.children > 0 || row.expanded) expand(runIdOf(row.run), index, row.depth === 0);
      return;
    }
    if (row.kind === "group") {
      if (act === "open" || act === "choose") return expand(row.id, index, true);
      if (act === "menu")
        setMenu({ label: "Group", at: element, parts: [groupEntries(row.group.values, view, changeView)] });
      return;
    }
    if (act !== "menu") return onRun(event, row);
    const run = (what: GridEvent["act"]) => () => onRun({ ...event, act: what, more: false }, row);
    const parts = [
      valueEntries(
        column?.field ?? "run_name",
        cellOf(row.run, column?.field ?? "run_name", Date.now()),
        view,
        changeView,
      ),
      copyPart(row.run, column?.field ?? "run_name"),
      runPart(runIdOf(row.run), view, run),
      ...(onChange === undefined ? [] : [changePart(row.run, onChange)]),
    ];
    setMenu({ label: "Run", at: element, parts: parts.filter(({ entries }) => entries.length > 0) });
  };
  return { onAct, menu, closeMenu: () => setMenu(undefined), chooseAll, clear };
}

function copyPart(run: RunRow, field: FieldName): MenuPart {
  const text = plainText(run, field, Date.now());
  return {
    entries: [
      { label: "Copy value", run: () => void copy(text) },
      { label: "Copy run id", run: () => void copy(runIdOf(run)) },
    ],
  };
}

function runPart(runId: string, view: RunsView, run: (what: GridEvent["act"]) => () => void): MenuPart {
  const [isChosen, isHidden, isPinned] = [view.chosen, view.hidden, view.pinned].map((ids) => ids.includes(runId));
  return {
    entries: [
      { label: "Open", run: run("open") },
      { label: isChosen ? "Do not choose" : "Choose", run: run("choose") },
      { label: isHidden ? "Draw in charts" : "Do not draw in charts", run: run("hide") },
      { label: isPinned ? "Do not keep on top" : "Keep on top", run: run("pin") },
      { label: "Colour…", run: afterMenu(run("color")) },
    ],
  };
}

function changePart({ table, index }: RunRow, onChange: RunAction): MenuPart {
  const runId = table.runs.runId[index]!;
  const ask = (what: AskedChange["what"]): (() => void) => afterMenu(() => onChange(what, runId));
  return {
    entries: [
      { label: "Rename…", run: ask("rename") },
      { label: "Tag…", run: ask("setTag") },
      table.runs.lifecycleStage[index] === "deleted"
        ? { label: "Restore", run: () => onChange("restore", runId) }
        : { label: "Delete…", run: ask("delete") },
    ],
  };
}

/** What opens next gives the focus back to the table, not to the menu. */
function afterMenu(run: () => void): () => void {
  return () => void setTimeout(run);
}

function toggled(ids: readonly string[], id: string): readonly string[] {
  return ids.includes(id) ? ids.filter((one) => one !== id) : [...ids, id];
}

/** Of a row of all rows, which it is among those at the top. */
function topIndex(rows: GridRows, index: number): number {
  let below = 0;
  for (let at = 0; at < index; at++) {
    const row = rows.at(at);
    if ((row?.kind === "run" || row?.kind === "note") && row.depth > 0) below++;
  }
  return index - below;
}

type Runs = Pick<RunTable["runs"], "runId" | "status">;

async function runsOf(selection: RunSelection, orderBy: readonly string[]): Promise<Runs> {
  const { runs, total } = await ask("runs/table", { ...selection, orderBy, limit: mostChosen, fields: [] });
  if (total > mostChosen) notify({ text: `Only the first ${counted(mostChosen, "run")} were taken` });
  return runs;
}

function headParts(
  view: RunsView,
  put: (part: Partial<RunsView>) => void,
  choose: (pick: (runs: Runs) => Partial<RunsView>) => Promise<void>,
  chooseAll: () => void,
  clear: () => void,
): readonly MenuPart[] {
  const only = (count: number) => () => void choose(({ runId }) => ({ hidden: runId.slice(count) }));
  return [
    {
      title: "Draw in charts",
      entries: [
        { label: "All runs", run: () => put({ hidden: [] }) },
        { label: "None", run: only(0) },
        { label: "Only the first 10", run: only(10) },
        { label: "Only the first 20", run: only(20) },
        {
          label: "Only the chosen",
          run: () => void choose(({ runId }) => ({ hidden: runId.filter((id) => !view.chosen.includes(id)) })),
        },
        {
          label: "Not those that are finished",
          run: () =>
            void choose(({ runId, status }) => ({ hidden: runId.filter((_, at) => status[at] !== "RUNNING") })),
        },
      ],
    },
    {
      title: "Choose",
      entries: [
        { label: "All that match", run: chooseAll },
        { label: "None", run: clear },
      ],
    },
    ...(view.pinned.length === 0
      ? []
      : [{ title: "On top", entries: [{ label: "Keep none on top", run: () => put({ pinned: [] }) }] }]),
  ];
}

function colors(runId: string, view: RunsView, put: (part: Partial<RunsView>) => void): MenuPart {
  const names = [
    "Blue",
    "Orange",
    "Teal",
    "Pink",
    "Purple",
    "Olive",
    "Cyan",
    "Brown",
    "Indigo",
    "Magenta",
    "Green",
    "Red",
  ];
  const others = Object.fromEntries(Object.entries(view.colors).filter(([id]) => id !== runId));
  return {
    title: "Colour",
    entries: [
      ...palette.map((color, index) => ({
        label: names[index] ?? color,
        color,
        run: () => put({ colors: { ...others, [runId]: color } }),
      })),
      { label: "Its own", run: () => put({ colors: others }) },
    ],
  };
}

async function copy(text: string): Promise<void> {
  try {
    await navigator.clipboard.writeText(text);
    notify({ text: "Copied" });
  } catch (error) {
    notifyFailure("Could not copy", error);
  }
}
