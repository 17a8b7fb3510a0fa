/** Which columns a table shows, in which order and how wide. Pure. */
import type { FieldName, FieldSummary } from "../../protocol/page.js";
import { readFieldOrder } from "../../search/field.js";
import { kindOf, labelOf, type FieldKind } from "./field.js";
import type { RunsView } from "./view.js";

export interface Column {
  readonly field: FieldName;
  readonly kind: FieldKind;
  readonly label: string;
  readonly widthPx: number;
  /** Its values are numbers: they stand right. */
  readonly numeric: boolean;
  readonly pinned: boolean;
}

export interface Layout {
  /** Those that stay at the left, the run's name first. */
  readonly pinned: readonly Column[];
  readonly free: readonly Column[];
}

export const minWidthPx = 48;
const maxWidthPx = 900;

type Setup = Pick<RunsView, "columns" | "pinnedColumns" | "widths" | "differing" | "orderBy" | "groupBy">;

/** Holds mean, deviation and range of a group. */
const aggregateWidthPx = 210;

/** Columns in the order of the table, without the run's name, which is always the first. `fields`: undefined while they are not known. */
export function shownFields(
  setup: Setup,
  fields: readonly FieldSummary[] | undefined,
  experiments: number,
): readonly FieldName[] {
  const { columns, orderBy, differing, pinnedColumns } = setup;
  const byName = new Map((fields ?? []).map((one) => [one.name, one]));
  const differs = (field: FieldName): boolean => byName.get(field)?.varies ?? true;
  const chosen = columns ?? openingFields(fields ?? [], experiments);
  const shown = differing ? chosen.filter(differs) : chosen;
  const sorted = orderBy.map((term) => readFieldOrder(term).name);
  return [...new Set([...shown, ...pinnedColumns, ...sorted])].filter((field) => field !== "run_name");
}

/** What a table shows that nobody set up: when, how long, metrics, params that vary; first those that most runs have. */
export function openingFields(fields: readonly FieldSummary[], experiments: number): readonly FieldName[] {
  const most = fields.reduce(
    (top, { kind, runs }) => (kind === "metric" || kind === "param" ? Math.max(top, runs) : top),
    0,
  );
  const rare = ({ runs }: FieldSummary): number => Number(runs * 2 < most);
  const opening = fields.filter((one) => one.opening).toSorted((a, b) => rare(a) - rare(b));
  const names = (kind: FieldKind): FieldName[] => opening.filter((one) => one.kind === kind).map((one) => one.name);
  const attributes = experiments > 1 ? ["experiment_id", "start_time", "duration"] : ["start_time", "duration"];
  return [...attributes, ...names("metric"), ...names("param"), ...names("tag")];
}

export function layoutOf(setup: Setup, fields: readonly FieldSummary[] | undefined, experiments: number): Layout {
  const byName = new Map((fields ?? []).map((one) => [one.name, one]));
  const column = (field: FieldName, pinned: boolean): Column => {
    const numeric = isNumeric(field, byName.get(field));
    const widthPx = widthOf(setup.widths, field);
    const isWide = numeric && setup.groupBy.length > 0 && !Object.hasOwn(setup.widths, field);
    return {
      field,
      kind: kindOf(field),
      label: labelOf(field),
      widthPx: isWide ? Math.max(aggregateWidthPx, widthPx) : widthPx,
      numeric,
      pinned,
    };
  };
  const shown = shownFields(setup, fields, experiments);
  const pinned = setup.pinnedColumns.filter((field) => shown.includes(field));
  return {
    pinned: ["run_name", ...pinned].map((field) => column(field, true)),
    free: shown.filter((field) => !pinned.includes(field)).map((field) => column(field, false)),
  };
}

function widthOf(widths: Readonly<Record<string, number>>, field: FieldName): number {
  const own: unknown = Object.hasOwn(widths, field) ? widths[field] : undefined;
  if (typeof own === "number" && Number.isFinite(own)) return Math.min(maxWidthPx, Math.max(minWidthPx, own));
  if (field === "run_name") return 210;
  if (["run_id", "source_name", "experiment_id"].includes(field)) return 170;
  if (field.endsWith("_time")) return 136;
  const label = labelOf(field).length * 7.4 + 56; // its name can be read, up to a point
  return Math.round(Math.min(260, Math.max(104, label)));
}

function isNumeric(field: FieldName, summary: FieldSummary | undefined): boolean {
  const kind = kindOf(field);
  if (kind === "metric" || field === "duration" || field === "models") return true;
  return kind === "param" && summary?.numeric === true;
}

/** What a click on a header makes of the order: ascending, descending, none. `more`: beside the columns that order already. */
export function nextOrder(orderBy: readonly string[], field: FieldName, more: boolean): readonly string[] {
  const at = orderBy.findIndex((term) => readFieldOrder(term).name === field);
  const now = at < 0 ? undefined : readFieldOrder(orderBy[at]!);
  const next = now === undefined ? [`${field} ASC`] : now.descending ? [] : [`${field} DESC`];
  if (!more) return next;
  return at < 0 ? [...orderBy, ...next] : orderBy.toSpliced(at, 1, ...next);
}

/** `fields` with `field` moved to the place of `target`. */
export function moved(fields: readonly FieldName[], field: FieldName, target: FieldName): readonly FieldName[] {
  const [from, to] = [fields.indexOf(field), fields.indexOf(target)];
  if (from < 0 || to < 0 || from === to) return fields;
  return fields.toSpliced(from, 1).toSpliced(to, 0, field);
}
