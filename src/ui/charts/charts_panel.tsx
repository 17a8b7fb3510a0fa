/** The charts of the runs that a page shows, tied to its table by brushes, hover, colours and hidden runs. */
import { useMemo, useState } from "react";
import { useNavigate } from "@tanstack/react-router";
import { Plus } from "lucide-react";
import { Button, Input, Label, Menu, MenuItem, MenuTrigger, Popover, SearchField } from "react-aria-components";
import type { FieldName, FieldSummary, RunSelection } from "../../protocol/page.js";
import { Empty } from "../parts/empty.js";
import { counted } from "../parts/counted.js";
import { Failure } from "../parts/failure.js";
import { Loading } from "../parts/loading.js";
import { chartSelection } from "../runs/selection.js";
import { type Brush, filterOf, joinFilters } from "../runs/brush.js";
import type { ChangeView, RunsView } from "../runs/view.js";
import { ChartCard } from "./chart_card.js";
import type { ChartData } from "./chart_data.js";
import { chartKinds, kindOf, openingCharts } from "./kinds.js";
import { chartLimits, fieldOf, useChartData, useChartFields } from "./load_chart_data.js";
import { GroupLegend } from "./group_legend.js";
import { groupSummary } from "./run_groups.js";
import { type ChartSetup, readSetup } from "./setup.js";
import "./charts.css";

export interface ChartsPanelProps {
  readonly experimentIds: readonly string[];
  readonly view: RunsView;
  readonly changeView: ChangeView;
  /** All columns that the runs have, where the page knows them. */
  readonly fields?: readonly FieldSummary[] | undefined;
  /** Only these runs, in this order. */
  readonly runIds?: readonly string[];
}

export function ChartsPanel(props: ChartsPanelProps) {
  const { experimentIds, runIds } = props;
  const { filter, stage } = props.view;
  const selection = useMemo(
    (): RunSelection =>
      runIds === undefined
        ? chartSelection(experimentIds, { filter, stage })
        : { experimentIds: [], runIds, viewType: "ALL" },
    [experimentIds, filter, stage, runIds],
  );
  const { groupBy } = props.view;
  const { fields: found, error, refetch } = useChartFields(selection, props.fields);
  const fields = useMemo(() => found && withGroups(found, groupBy), [found, groupBy]);
  if (fields === undefined)
    return error === null ? <Loading what="charts" /> : <Failure error={error} onRetry={() => void refetch()} />;
  return <Charts {...props} selection={selection} fields={fields} />;
}

/** The groups are a column beside the others. */
function withGroups(fields: readonly FieldSummary[], by: readonly FieldName[]): readonly FieldSummary[] {
  if (by.length === 0) return fields;
  const runs = fields.reduce((most, field) => Math.max(most, field.runs), 0);
  return [groupSummary(by, runs), ...fields];
}

interface ChartsProps extends ChartsPanelProps {
  readonly selection: RunSelection;
  readonly fields: readonly FieldSummary[];
}

function Charts({ view, changeView, selection, fields }: ChartsProps) {
  const [limit, setLimit] = useState<number>(chartLimits.opening);
  const [search, setSearch] = useState("");
  const { brushes } = view;
  const charts = useMemo(() => view.charts?.flatMap((one) => readSetup(one) ?? []) ?? openingCharts, [view.charts]);
  const sortedBy = fieldOf(view.orderBy[0]);
  const needed = useMemo(() => neededBy(charts, brushes, fields, sortedBy), [charts, brushes, fields, sortedBy]);
  const { data, error, retry, behind } = useChartData(selection, view, fields, needed, limit);
  const navigate = useNavigate();
  const change = (next: readonly ChartSetup[], replace = false): void => changeView({ charts: next }, { replace });
  if (data === undefined) return error === null ? <Loading what="charts" /> : <Failure error={error} onRetry={retry} />;
  if (data.count === 0)
    return (
      <Empty title="No runs to draw">Charts show the runs that the filter finds. Change the filter, or log runs.</Empty>
    );
  const openRun = (runId: string): void => {
    const experimentId = data.experimentIds[data.runIds.indexOf(runId)]!;
    void navigate({ to: "/experiments/$experimentIds/runs/$runId", params: { experimentIds: experimentId, runId } });
  };
  const narrow = (more: string): void => changeView({ filter: joinFilters(view.filter, more), brushes: [] });
  const filters = {
    onKeep: (kept: readonly Brush[]) => narrow(filterOf(kept)),
    onExclude: (left: readonly Brush[]) => narrow(`NOT (${filterOf(left)})`),
  };
  const shown = charts.flatMap((setup, index) => (matches(setup, data, search) ? [index] : []));
  return (
    <section className="charts" aria-label="Charts" aria-busy={behind}>
      <div className="row charts-bar">
        <AddChart onAdd={(kind) => change([...charts, { kind } as ChartSetup])} />
        <SearchField value={search} onChange={setSearch} className="react-aria-SearchField charts-search">
          <Label className="visually-hidden">Search charts</Label>
          <Input placeholder="Search charts" />
        </SearchField>
        <span className="spacer" />
        <Amount data={data} limit={limit} onLimit={setLimit} />
      </div>
      {data.groups !== undefined && <GroupLegend {...data.groups} />}
      {error !== null && <Failure error={error} onRetry={retry} />}
      {charts.length === 0 && <Empty title="No charts">Add one with the button above.</Empty>}
      {charts.length > 0 && shown.length === 0 && <Empty title={`No chart has “${search}” in its title`} />}
      <div className="charts-grid">
        {shown.map((index) => (
          <ChartCard
            key={`${index} ${charts[index]!.kind}`}
            setup={charts[index]!}
            place={index}
            last={charts.length - 1}
            data={data}
            brushes={brushes}
            onBrushes={(next) => changeView({ brushes: next })}
            onOpenRun={openRun}
            {...(selection.runIds === undefined && filters)}
            onSetup={(setup, options) => change(charts.with(index, setup), options?.replace)}
            onMove={(to, from = index) => change(moved(charts, from, to))}
            onRemove={() => change(charts.filter((_, other) => other !== index))}
          />
        ))}
      </div>
    </section>
  );
}

function AddChart({ onAdd }: { readonly onAdd: (kind: ChartSetup["kind"]) => void }) {
  return (
    <MenuTrigger>
      <Button>
        <Plus aria-hidden size={15} />
        Add chart
      </Button>
      <Popover>
        <Menu onAction={(kind) => onAdd(kind as ChartSetup["kind"])}>
          {chartKinds.map(({ name, label }) => (
            <MenuItem key={name} id={name}>
              {label}
            </MenuItem>
          ))}
        </Menu>
      </Popover>
    </MenuTrigger>
  );
}

/** How many runs are drawn; a way to draw the rest. */
function Amount(props: {
  readonly data: ChartData;
  readonly limit: number;
  readonly onLimit: (limit: number) => void;
}) {
  const { count, total, mask, visible } = props.data;
  const chosen = mask.reduce((sum, one, index) => sum + (one & visible[index]!), 0);
  const number = (value: number): string => value.toLocaleString("en");
  const runs =
    count < total ? `first ${number(count)} of ${number(total)} runs in the table’s order` : counted(count, "run");
  return (
    <>
      <span className="muted" aria-live="polite">
        {chosen < count ? `${number(chosen)} chosen of ${runs}` : runs}
      </span>
      {count < total && props.limit < chartLimits.most && (
        <Button onPress={() => props.onLimit(chartLimits.most)}>
          Draw {total <= chartLimits.most ? "all" : number(chartLimits.most)}
        </Button>
      )}
    </>
  );
}

/** What is drawn now, and what brushes look at. */
function neededBy(
  charts: readonly ChartSetup[],
  brushes: readonly Brush[],
  fields: readonly FieldSummary[],
  sortedBy: FieldName | undefined,
): readonly FieldName[] {
  const known = new Set(fields.map(({ name }) => name));
  const all = charts.flatMap((setup) => {
    const kind = kindOf(setup);
    const resolved = kind?.resolve(setup, fields, sortedBy) ?? null;
    return kind === undefined || resolved === null ? [] : kind.needed(resolved, fields);
  });
  return [...new Set([...all, ...brushes.map(({ field }) => field)])].filter((name) => known.has(name)).sort();
}

function matches(setup: ChartSetup, { fields, sortedBy }: ChartData, search: string): boolean {
  const kind = kindOf(setup);
  if (kind === undefined) return false;
  const resolved = kind.resolve(setup, fields, sortedBy);
  const text = `${kind.label} ${resolved === null ? "" : kind.title(resolved)}`;
  return text.toLowerCase().includes(search.trim().toLowerCase());
}

function moved<T>(list: readonly T[], from: number, to: number): T[] {
  return list.toSpliced(from, 1).toSpliced(to, 0, list[from]!);
}
