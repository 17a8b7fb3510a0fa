/** What the menus of the grid offer: for a cell, for a header, for the column of check boxes. */
import type { CellValue, FieldName } from "../../protocol/page.js";
import { durationText } from "../parts/duration.js";
import { exactTime } from "../parts/time.js";
import { kindOf, labelOf } from "./field.js";
import { conditionsOf, groupFilter } from "./conditions.js";
import { joinFilters } from "./brush.js";
import { type Column, moved } from "./columns.js";
import type { ChangeView, RunsView } from "./view.js";

export interface MenuEntry {
  readonly label: string;
  readonly run: () => void;
  /** Drawn as a swatch before it. */
  readonly color?: string;
}

/** Entries that belong together; a line stands between sections. */
export interface MenuPart {
  readonly title?: string;
  readonly entries: readonly MenuEntry[];
}

export function valueEntries(field: FieldName, value: CellValue, view: RunsView, changeView: ChangeView): MenuPart {
  const name = labelOf(field);
  return {
    title: value === null ? `${name} is missing` : `${name}: ${readableText(field, value)}`,
    entries: conditionsOf(field, value).map(({ label, text }) => ({
      label,
      run: () => changeView({ filter: joinFilters(view.filter, text) }),
    })),
  };
}

function readableText(field: FieldName, value: number | string): string {
  if (typeof value === "number" && field.endsWith("_time") && kindOf(field) === "attribute") return exactTime(value);
  if (typeof value === "number" && field === "duration") return durationText(value);
  return value.toString().slice(0, 60);
}

export function groupEntries(values: readonly CellValue[], view: RunsView, changeView: ChangeView): MenuPart {
  const text = groupFilter(view.groupBy, values);
  return {
    title: values.map((value) => String(value ?? "none")).join(", "),
    entries: [
      { label: "Only this group", run: () => changeView({ filter: joinFilters(view.filter, text), groupBy: [] }) },
      {
        label: "Not this group",
        run: () => changeView({ filter: joinFilters(view.filter, `NOT (${text})`) }),
      },
    ],
  };
}

/** The columns of a table, without the run's name. */
export interface Columns {
  readonly shown: readonly FieldName[];
  /** With those that are left out because the runs do not differ in them. */
  readonly all: readonly FieldName[];
}

export function columnEntries(
  column: Column,
  columns: Columns,
  view: RunsView,
  changeView: ChangeView,
): readonly MenuPart[] {
  const { field, pinned } = column;
  const sort: MenuPart = {
    title: field,
    entries: [
      { label: "Sort ascending", run: () => changeView({ orderBy: [`${field} ASC`] }) },
      { label: "Sort descending", run: () => changeView({ orderBy: [`${field} DESC`] }) },
      ...(view.orderBy.length === 0 ? [] : [{ label: "Newest first", run: () => changeView({ orderBy: [] }) }]),
    ],
  };
  const missing = conditionsOf(field, null);
  const filters: MenuPart = {
    entries: missing.map(({ label, text }) => ({
      label,
      run: () => changeView({ filter: joinFilters(view.filter, text) }),
    })),
  };
  return [
    sort,
    placeEntries(column, columns, view, changeView),
    filters,
    extraEntries(field, columns.all, changeView),
  ].filter(({ entries }) => entries.length > 0 || pinned);
}

function placeEntries(column: Column, columns: Columns, view: RunsView, changeView: ChangeView): MenuPart {
  const { field, pinned, widthPx } = column;
  const width = (by: number): void => changeView({ widths: { ...view.widths, [field]: Math.max(48, widthPx + by) } });
  const size: readonly MenuEntry[] = [
    { label: "Wider", run: () => width(60) },
    { label: "Narrower", run: () => width(-40) },
  ];
  if (field === "run_name") return { entries: size };
  const unpinned = view.pinnedColumns.filter((one) => one !== field);
  return {
    entries: [
      {
        label: pinned ? "Unpin" : "Pin at the left",
        run: () =>
          changeView({ columns: columns.all, pinnedColumns: pinned ? unpinned : [...view.pinnedColumns, field] }),
      },
      { label: "Move left", run: () => changeView(movedBy(field, pinned, -1, columns, view)) },
      { label: "Move right", run: () => changeView(movedBy(field, pinned, 1, columns, view)) },
      ...size,
      {
        label: "Hide",
        run: () =>
          changeView({
            columns: columns.all.filter((one) => one !== field),
            pinnedColumns: unpinned,
            orderBy: view.orderBy.filter((term) => !term.startsWith(`${field} `)),
          }),
      },
    ],
  };
}

function extraEntries(field: FieldName, all: readonly FieldName[], changeView: ChangeView): MenuPart {
  if (field.startsWith("metrics.")) {
    const key = field.slice("metrics.".length);
    const others = (["min", "max"] as const).filter((of) => !all.includes(`${of}.${key}`));
    return {
      entries: others.map((of) => ({
        label: `Show the ${of} beside it`,
        run: () => changeView({ columns: all.toSpliced(all.indexOf(field) + 1, 0, `${of}.${key}`) }),
      })),
    };
  }
  const groups = kindOf(field) === "param" || kindOf(field) === "tag";
  return {
    entries: groups ? [{ label: `Group by ${labelOf(field)}`, run: () => changeView({ groupBy: [field] }) }] : [],
  };
}

/** A column one place to the left (-1) or right (1), among those that are pinned or among the others. */
export function movedBy(
  field: FieldName,
  pinned: boolean,
  by: number,
  { shown, all }: Columns,
  view: RunsView,
): Partial<RunsView> {
  const list = pinned ? view.pinnedColumns : shown.filter((one) => !view.pinnedColumns.includes(one));
  const target = list[list.indexOf(field) + by];
  if (target === undefined) return {};
  return pinned ? { pinnedColumns: moved(view.pinnedColumns, field, target) } : { columns: moved(all, field, target) };
}
