/** The experiments as a table, of which only the rows in view are made. */
import { useCallback, useState } from "react";
import { Link } from "@tanstack/react-router";
import { useWindowVirtualizer } from "@tanstack/react-virtual";
import { ArrowDown, ArrowUp, LoaderCircle } from "lucide-react";
import { Button } from "react-aria-components";
import type { Experiment } from "../../entities.js";
import { tagsApart } from "../parts/system_tags.js";
import { Time } from "../parts/time.js";
import { type Activity, useActivity } from "./activity.js";
import { ExperimentMenu } from "./experiment_menu.js";

export interface ExperimentsTableProps {
  readonly experiments: readonly Experiment[];
  /** Ids. */
  readonly chosen: ReadonlySet<string>;
  readonly onChosen: (chosen: ReadonlySet<string>) => void;
  /** `name ASC`. */
  readonly orderBy: string;
  readonly onOrderBy: (orderBy: string) => void;
}

const rowHeightPx = 43;
const mostTags = 3;

export function ExperimentsTable({ experiments, chosen, onChosen, orderBy, onOrderBy }: ExperimentsTableProps) {
  const [bodyTopPx, setBodyTopPx] = useState(0);
  const body = useCallback((element: HTMLElement | null) => {
    if (element !== null) setBodyTopPx(element.getBoundingClientRect().top + window.scrollY);
  }, []);
  const virtual = useWindowVirtualizer({
    count: experiments.length,
    estimateSize: () => rowHeightPx,
    overscan: 10,
    getItemKey: (index) => experiments[index]!.experimentId,
    scrollMargin: bodyTopPx,
  });
  const rows = virtual.getVirtualItems();
  const [first, last] = [rows[0]?.index ?? 0, rows.at(-1)?.index ?? 0];
  const activity = useActivity(
    experiments.map((one) => one.experimentId),
    first,
    last,
  );
  const choose = (id: string, on: boolean): void => {
    const next = new Set(chosen);
    if (on) next.add(id);
    else next.delete(id);
    onChosen(next);
  };
  const all = experiments.map((one) => one.experimentId);
  const count = all.filter((id) => chosen.has(id)).length;
  const before = (rows[0]?.start ?? 0) - bodyTopPx;
  const after = virtual.getTotalSize() - ((rows.at(-1)?.end ?? 0) - bodyTopPx);
  return (
    <table className="table experiments-table" aria-rowcount={experiments.length + 1}>
      <thead>
        <tr aria-rowindex={1}>
          <th scope="col">
            <Box
              label="Choose all"
              isSelected={count > 0 && count === all.length}
              isIndeterminate={count > 0 && count < all.length}
              onChange={(on) => onChosen(new Set(on ? all : []))}
            />
          </th>
          <Sorted field="name" text="Name" orderBy={orderBy} onOrderBy={onOrderBy} />
          <th scope="col" className="experiments-tags">
            Tags
          </th>
          <th scope="col" className="number">
            Runs
          </th>
          <th scope="col">Last run</th>
          <Sorted
            field="creation_time"
            text="Created"
            orderBy={orderBy}
            onOrderBy={onOrderBy}
            className="experiments-created"
          />
          <th scope="col">
            <span className="visually-hidden">Actions</span>
          </th>
        </tr>
      </thead>
      <tbody ref={body}>
        {before > 0 && <Gap height={before} />}
        {rows.map(({ index, key }) => (
          <Row
            key={key}
            index={index}
            measure={virtual.measureElement}
            experiment={experiments[index]!}
            activity={activity.get(experiments[index]!.experimentId)}
            isChosen={chosen.has(experiments[index]!.experimentId)}
            onChoose={choose}
          />
        ))}
        {after > 0 && <Gap height={after} />}
      </tbody>
    </table>
  );
}

function Gap({ height }: { readonly height: number }) {
  return (
    <tr aria-hidden style={{ height }}>
      <td colSpan={7} style={{ padding: 0, border: 0 }} />
    </tr>
  );
}

interface RowProps {
  readonly index: number;
  readonly measure: (row: Element | null) => void;
  readonly experiment: Experiment;
  readonly activity: Activity | undefined;
  readonly isChosen: boolean;
  readonly onChoose: (experimentId: string, on: boolean) => void;
}

function Row({ index, measure, experiment, activity, isChosen, onChoose }: RowProps) {
  const { experimentId, name, tags, lifecycleStage, creationTimeMs } = experiment;
  const own = Object.entries(tagsApart(tags).own);
  return (
    <tr ref={measure} data-index={index} aria-rowindex={index + 2}>
      <td>
        <Box label={`Choose ${name}`} isSelected={isChosen} onChange={(on) => onChoose(experimentId, on)} />
      </td>
      <td className="experiments-name">
        <Link to="/experiments/$experimentIds/runs" params={{ experimentIds: experimentId }}>
          {name}
        </Link>
        {lifecycleStage === "deleted" && <span className="chip">deleted</span>}
      </td>
      <td className="experiments-tags">
        {own.slice(0, mostTags).map(([key, value]) => (
          <span key={key} className="chip" title={`${key}: ${value}`}>
            <b>{key}</b> <span>{value}</span>
          </span>
        ))}
        {own.length > mostTags && <span className="muted">+{own.length - mostTags}</span>}
      </td>
      <td className="number">
        {activity !== undefined && (activity.runs?.toLocaleString("en") ?? "over 500")}
        {activity !== undefined && activity.running > 0 && (
          <span className="experiments-running">
            <LoaderCircle aria-hidden size={13} />
            {activity.running.toLocaleString("en")} running
          </span>
        )}
      </td>
      <td>{activity !== undefined && <Time timeMs={activity.lastStartTimeMs} />}</td>
      <td className="experiments-created">
        <Time timeMs={creationTimeMs} />
      </td>
      <td>
        <ExperimentMenu experiment={experiment} />
      </td>
    </tr>
  );
}

interface BoxProps {
  readonly label: string;
  readonly isSelected: boolean;
  readonly isIndeterminate?: boolean;
  readonly onChange: (on: boolean) => void;
}

function Box({ label, isSelected, isIndeterminate = false, onChange }: BoxProps) {
  const mark = (input: HTMLInputElement | null): void => {
    if (input !== null) input.indeterminate = isIndeterminate;
  };
  return (
    <input
      type="checkbox"
      ref={mark}
      aria-label={label}
      checked={isSelected}
      onChange={(event) => onChange(event.currentTarget.checked)}
    />
  );
}

interface SortedProps {
  readonly field: string;
  readonly text: string;
  readonly orderBy: string;
  readonly onOrderBy: (orderBy: string) => void;
  readonly className?: string;
}

function Sorted({ field, text, orderBy, onOrderBy, className }: SortedProps) {
  const [by, way] = orderBy.split(" ");
  const sort = by !== field ? "none" : way === "DESC" ? "descending" : "ascending";
  const Icon = sort === "descending" ? ArrowDown : ArrowUp;
  return (
    <th scope="col" aria-sort={sort} className={className}>
      <Button
        className="react-aria-Button quiet experiments-sort"
        onPress={() => onOrderBy(`${field} ${sort === "ascending" ? "DESC" : "ASC"}`)}
      >
        {text}
        {sort !== "none" && <Icon aria-hidden size={13} />}
      </Button>
    </th>
  );
}
