/** Which columns are shown: by search, one by one, or a kind at once. */
import { useMemo, useRef, useState } from "react";
import { useVirtualizer } from "@tanstack/react-virtual";
import { Columns3 } from "lucide-react";
import { Button, Dialog, DialogTrigger, Input, Label, Popover, SearchField } from "react-aria-components";
import { attributeFields, type FieldName, type FieldSummary } from "../../protocol/page.js";
import { counted } from "../parts/counted.js";
import { readFieldOrder } from "../../search/field.js";
import { shownFields } from "./columns.js";
import { labelOf } from "./field.js";
import type { ChangeView, RunsView } from "./view.js";

export interface ColumnsPanelProps {
  readonly view: RunsView;
  readonly changeView: ChangeView;
  readonly fields: readonly FieldSummary[];
  readonly experiments: number;
}

export function ColumnsPanel(props: ColumnsPanelProps) {
  const shown = shownFields(props.view, props.fields, props.experiments);
  return (
    <DialogTrigger>
      <Button>
        <Columns3 aria-hidden size={14} />
        Columns <span className="muted">{shown.length + 1}</span>
      </Button>
      <Popover>
        <Dialog className="runs-columns" aria-label="Columns">
          <Choices {...props} />
        </Dialog>
      </Popover>
    </DialogTrigger>
  );
}

type Item =
  | { readonly kind: "group"; readonly title: string; readonly names: readonly FieldName[] }
  | { readonly kind: "field"; readonly name: FieldName; readonly runs: number | undefined; readonly isMetric: boolean };

function itemsOf(fields: readonly FieldSummary[], search: string): readonly Item[] {
  const sought = search.trim().toLowerCase();
  const fits = (name: FieldName): boolean =>
    name.toLowerCase().includes(sought) || labelOf(name).toLowerCase().includes(sought);
  const group = (title: string, list: readonly Item[]): readonly Item[] => {
    const names = list.flatMap((one) => (one.kind === "field" ? [one.name] : []));
    return names.length === 0 ? [] : [{ kind: "group", title, names }, ...list];
  };
  const stored = (kind: FieldSummary["kind"]): readonly Item[] =>
    fields
      .filter((one) => one.kind === kind && !/^(min|max)\./.test(one.name) && fits(one.name))
      .map(({ name, runs }) => ({ kind: "field", name, runs, isMetric: kind === "metric" }));
  const attributes = attributeFields
    .filter((name) => name !== "run_name" && fits(name))
    .map((name): Item => ({ kind: "field", name, runs: undefined, isMetric: false }));
  return [
    ...group("Attributes", attributes),
    ...group("Metrics", stored("metric")),
    ...group("Params", stored("param")),
    ...group("Tags", stored("tag")),
  ];
}

function Choices({ view, changeView, fields, experiments }: ColumnsPanelProps) {
  const [search, setSearch] = useState("");
  const scroller = useRef<HTMLDivElement>(null);
  const items = useMemo(() => itemsOf(fields, search), [fields, search]);
  const shown = shownFields({ ...view, differing: false }, fields, experiments);
  const isShown = useMemo(() => new Set(shown), [shown]);
  const put = (names: readonly FieldName[], on: boolean): void => {
    const rest = shown.filter((one) => !names.includes(one));
    const added = on ? names.filter((name) => !isShown.has(name)) : [];
    const columns = on ? [...shown, ...added] : rest;
    if (on) return changeView({ columns });
    changeView({
      columns,
      pinnedColumns: view.pinnedColumns.filter((one) => !names.includes(one)),
      orderBy: view.orderBy.filter((term) => !names.includes(readFieldOrder(term).name)), // or it would stay shown
    });
  };
  // eslint-disable-next-line react-hooks/incompatible-library -- the page is built without React's compiler
  const virtual = useVirtualizer({
    count: items.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => 28,
    overscan: 10,
  });
  return (
    <>
      <SearchField value={search} onChange={setSearch} autoFocus>
        <Label className="visually-hidden">Search columns</Label>
        <Input placeholder="Search columns" />
      </SearchField>
      <div ref={scroller} className="runs-columns-list" tabIndex={-1}>
        <div style={{ height: virtual.getTotalSize(), position: "relative" }}>
          {virtual.getVirtualItems().map(({ index, start }) => (
            <div key={index} className="runs-columns-item" style={{ top: start }}>
              <ItemRow item={items[index]!} isShown={isShown} put={put} />
            </div>
          ))}
        </div>
        {items.length === 0 && <p className="muted">No column has “{search}” in its name.</p>}
      </div>
      <div className="row">
        <Button onPress={() => changeView({ columns: undefined, pinnedColumns: [], widths: {} })}>
          Reset to default
        </Button>
        <span className="spacer" />
        <span className="muted" aria-live="polite">
          {shown.length + 1} shown
        </span>
      </div>
    </>
  );
}

interface ItemRowProps {
  readonly item: Item;
  readonly isShown: ReadonlySet<FieldName>;
  readonly put: (names: readonly FieldName[], on: boolean) => void;
}

function ItemRow({ item, isShown, put }: ItemRowProps) {
  if (item.kind === "group") {
    const count = item.names.filter((name) => isShown.has(name)).length;
    return (
      <label className="runs-columns-group">
        <input
          type="checkbox"
          checked={count === item.names.length}
          ref={(box) => {
            if (box !== null) box.indeterminate = count > 0 && count < item.names.length;
          }}
          onChange={() => put(item.names, count < item.names.length)}
        />
        {item.title}
        <span className="muted">
          {count} of {item.names.length.toLocaleString("en")}
        </span>
      </label>
    );
  }
  const { name, runs, isMetric } = item;
  const key = isMetric ? name.slice("metrics.".length) : "";
  return (
    <>
      <label title={runs === undefined ? name : `${name}: in ${counted(runs, "run")}`}>
        <input type="checkbox" checked={isShown.has(name)} onChange={() => put([name], !isShown.has(name))} />
        <span className="runs-text">{labelOf(name)}</span>
      </label>
      {isMetric &&
        (["min", "max"] as const).map((of) => (
          <label key={of} className="runs-columns-of">
            <input
              type="checkbox"
              aria-label={`${of} of ${key}`}
              checked={isShown.has(`${of}.${key}`)}
              onChange={() => put([`${of}.${key}`], !isShown.has(`${of}.${key}`))}
            />
            {of}
          </label>
        ))}
    </>
  );
}
