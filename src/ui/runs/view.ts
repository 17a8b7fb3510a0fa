/** What a person has set up on a runs page. All of it is in the address: reload, share, back and forward keep it. */
import { useCallback, useMemo } from "react";
import { useNavigate, useSearch } from "@tanstack/react-router";
import type { FieldName } from "../../protocol/page.js";
import { readFieldOrder } from "../../search/field.js";
import { type Brush, isBrush } from "./brush.js";
import type { ChartSetup } from "../charts/setup.js";
import { isField } from "./field.js";
import { keepList, listOf, longestInAddress } from "./long_list.js";

export interface RunsView {
  /** As written in the filter box; brushes come on top. */
  readonly filter: string;
  /** `["metrics.rmse ASC"]`; empty: newest first. */
  readonly orderBy: readonly string[];
  readonly stage: "active" | "deleted" | "all";
  /** Columns from left to right; undefined: what opens by itself. */
  readonly columns: readonly FieldName[] | undefined;
  /** Columns that stay at the left. */
  readonly pinnedColumns: readonly FieldName[];
  /** Widths in px that differ from the default. */
  readonly widths: Readonly<Record<FieldName, number>>;
  /** Only columns in which the runs differ. */
  readonly differing: boolean;
  /** Children below their parents. */
  readonly nested: boolean;
  readonly groupBy: readonly FieldName[];
  readonly shown: "table" | "charts" | "both";
  /** Run ids: marked for what is done to several. */
  readonly chosen: readonly string[];
  /** Run ids: not drawn in charts. */
  readonly hidden: readonly string[];
  /** Run ids: on top whatever the order. */
  readonly pinned: readonly string[];
  /** Colours (`#rrggbb`) that were chosen, by run id. */
  readonly colors: Readonly<Record<string, string>>;
  readonly brushes: readonly Brush[];
  /** undefined: the charts that open by themselves. */
  readonly charts: readonly ChartSetup[] | undefined;
}

const defaults: RunsView = {
  filter: "",
  orderBy: [],
  stage: "active",
  columns: undefined,
  pinnedColumns: [],
  widths: {},
  differing: false,
  nested: false,
  groupBy: [],
  shown: "table",
  chosen: [],
  hidden: [],
  pinned: [],
  colors: {},
  brushes: [],
  charts: undefined,
};

/**
 * The search part of an address → view. What does not have the right shape (someone edited it, or another version wrote it) is
 * left at its default; of a list, what does is kept.
 */
export function viewOf(search: Readonly<Record<string, unknown>>): RunsView {
  const view: Record<string, unknown> = { ...defaults };
  for (const [key, fallback] of Object.entries(defaults)) {
    const value = unpacked(search[key]);
    if (value === undefined || !fits(key as keyof RunsView, value, fallback)) continue;
    view[key] = Object.hasOwn(entries, key) ? kept(value as readonly unknown[], entries[key]!) : value;
  }
  return view as unknown as RunsView;
}

/** The same list where all fits: what depends on it is not made anew. */
function kept(list: readonly unknown[], fitsOne: (one: unknown) => boolean): readonly unknown[] {
  return list.every(fitsOne) ? list : list.filter(fitsOne);
}

const isText = (one: unknown): boolean => typeof one === "string";
const isFieldName = (one: unknown): boolean => typeof one === "string" && isField(one);

/** What the entries of lists have to be. */
const entries: Readonly<Record<string, (one: unknown) => boolean>> = {
  orderBy: (one) => typeof one === "string" && isField(readFieldOrder(one).name),
  columns: isFieldName,
  pinnedColumns: isFieldName,
  groupBy: isFieldName,
  chosen: isText,
  hidden: isText,
  pinned: isText,
  brushes: isBrush,
  charts: (one) => typeof one === "object" && one !== null,
};

function fits(key: keyof RunsView, value: unknown, fallback: unknown): boolean {
  if (Object.hasOwn(entries, key)) return Array.isArray(value);
  if (key === "stage") return value === "active" || value === "deleted" || value === "all";
  if (key === "shown") return value === "table" || value === "charts" || value === "both";
  if (typeof fallback === "object") return typeof value === "object" && value !== null && !Array.isArray(value);
  return typeof value === typeof fallback;
}

/** View → search part, without what is as it opens. */
export function searchOf(view: RunsView): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(view)
      .map(([key, value]) => [key, key === "chosen" || key === "hidden" ? packed(value as readonly string[]) : value])
      .filter(([key, value]) => JSON.stringify(value) !== JSON.stringify(defaults[key as keyof RunsView])),
  );
}

/** What others are shown too: without which runs are chosen, hidden, pinned or coloured. */
export function sharedPart(view: RunsView): Record<string, unknown> {
  return searchOf({ ...view, chosen: [], hidden: [], pinned: [], colors: {} });
}

function packed(ids: readonly string[]): unknown {
  return ids.length > longestInAddress ? { list: keepList(ids) } : ids;
}

function unpacked(value: unknown): unknown {
  const isPacked = typeof value === "object" && value !== null && "list" in value && typeof value.list === "string";
  return isPacked ? (listOf(value.list as string) ?? []) : value;
}

export type ChangeView = (change: Partial<RunsView>, options?: { readonly replace?: boolean }) => void;

/** The view of the page at hand, and how to change it; `replace` for changes that Back should not undo one by one. */
export function useRunsView(): readonly [RunsView, ChangeView] {
  const search: Readonly<Record<string, unknown>> = useSearch({ strict: false });
  const navigate = useNavigate();
  const view = useMemo(() => viewOf(search), [search]);
  const change = useCallback<ChangeView>(
    (part, { replace = false } = {}) =>
      void navigate({
        to: ".",
        replace,
        resetScroll: false, // the parts of the page know what to scroll; the router would put the table back where it was
        search: ((old: Record<string, unknown>) => searchOf({ ...viewOf(old), ...part })) as never,
      }),
    [navigate],
  );
  return [view, change];
}
