/** Entries × runs, or runs × entries: values, deltas to a baseline, what is best, what differs. */
import { useMemo } from "react";
import { Link } from "@tanstack/react-router";
import { Flag } from "lucide-react";
import { Button, ToggleButton } from "react-aria-components";
import { readableSize } from "../artifacts/kind.js";
import { notify, notifyFailure } from "../parts/notice.js";
import { shortNumber } from "../parts/number.js";
import { runColor } from "../runs/run_color.js";
import { type Better, bestOf, deltaOf, guessedBetter, judged } from "./better.js";
import { BetterChoice } from "./better_choice.js";
import { type ComparedRun, type Entry, type Section, sectionTitles } from "./comparison.js";
import { Matrix } from "./matrix.js";

export interface ValuesTableProps {
  readonly label: string;
  readonly runs: readonly ComparedRun[];
  readonly entries: readonly Entry[];
  readonly transposed: boolean;
  /** Run id. */
  readonly baseline: string | undefined;
  readonly onBaseline: (runId: string | undefined) => void;
  readonly better: ReadonlyMap<string, Better>;
  readonly onBetter: (key: string, better: Better) => void;
  /** Shows more of an entry, by its key. */
  readonly onOpen?: (key: string) => void;
}

const sizes = { rowHeight: 34, columnWidth: 170 };

export function ValuesTable(props: ValuesTableProps) {
  const { label, runs, entries, transposed, baseline } = props;
  const betterOf = (key: string): Better => props.better.get(key) ?? guessedBetter(key);
  const best = useMemo(
    () =>
      new Map(
        entries
          .filter(({ section }) => section === "metrics")
          .map((entry) => [entry, bestOf(entry.values, props.better.get(entry.key) ?? guessedBetter(entry.key))]),
      ),
    [entries, props.better],
  );
  const lines = useMemo(() => (transposed ? entries : linesOf(entries)), [entries, transposed]);
  const base = runs.findIndex(({ runId }) => runId === baseline);
  const cell = (entry: Entry, run: number) => (
    <Value
      entry={entry}
      run={run}
      base={base}
      isBest={best.get(entry)?.has(run) === true}
      better={betterOf(entry.key)}
    />
  );
  const entryHead = (entry: Entry) => (
    <EntryHead
      entry={entry}
      inSection={!transposed}
      better={betterOf(entry.key)}
      onBetter={(better) => props.onBetter(entry.key, better)}
      {...(props.onOpen && { onOpen: props.onOpen })}
    />
  );
  const runHead = (run: ComparedRun) => (
    <RunName
      run={run}
      isBaseline={run.runId === baseline}
      onBaseline={(on) => props.onBaseline(on ? run.runId : undefined)}
    />
  );
  const copy = (entry: Entry | string, run: number): void => {
    if (typeof entry !== "string") void copyValue(entry, run);
  };
  // What differs from the baseline, or from the first run: where all cells are marked, none stands out.
  const marked = (entry: Entry, run: number): string =>
    entry.differs && !Object.is(entry.values[run], entry.values[Math.max(0, base)]) ? "differs" : "";
  const shared = { label, ...sizes, headWidth: window.innerWidth < 600 ? 130 : 240 };
  if (transposed) {
    return (
      <Matrix
        {...shared}
        rows={runs.length}
        columns={entries.length}
        headHeight={52}
        corner={<span className="muted">Run</span>}
        columnHead={(index) => entryHead(entries[index]!)}
        rowHead={(index) => runHead(runs[index]!)}
        cell={(row, column) => cell(entries[column]!, row)}
        cellClass={(row, column) => marked(entries[column]!, row)}
        onCopy={(row, column) => copy(entries[column]!, row)}
      />
    );
  }
  return (
    <Matrix
      {...shared}
      rows={lines.length}
      columns={runs.length}
      headHeight={40}
      corner={<span className="muted">Name</span>}
      columnHead={(index) => runHead(runs[index]!)}
      heading={(index) => (typeof lines[index] === "string" ? lines[index] : null)}
      rowHead={(index) => entryHead(lines[index] as Entry)}
      cell={(row, column) => cell(lines[row] as Entry, column)}
      cellClass={(row, column) => marked(lines[row] as Entry, column)}
      onCopy={(row, column) => copy(lines[row]!, column)}
    />
  );
}

/** Entries with the titles of their sections between them. */
function linesOf(entries: readonly Entry[]): (Entry | string)[] {
  let before: Section | undefined;
  return entries.flatMap((entry) => {
    if (entry.section === before) return [entry];
    before = entry.section;
    return [sectionTitles[entry.section], entry];
  });
}

async function copyValue({ key, values }: Entry, run: number): Promise<void> {
  try {
    await navigator.clipboard.writeText(String(values[run] ?? ""));
    notify({ text: `Copied ${key}` });
  } catch (error) {
    notifyFailure(`Could not copy ${key}`, error);
  }
}

interface ValueProps {
  readonly entry: Entry;
  readonly run: number;
  /** Index of the baseline; -1: none. */
  readonly base: number;
  readonly isBest: boolean;
  readonly better: Better;
}

function Value({ entry, run, base, isBest, better }: ValueProps) {
  const value = entry.values[run] ?? null;
  if (value === null) return <span className="muted">–</span>;
  const text =
    typeof value !== "number" ? value : entry.section === "artifacts" ? readableSize(value) : shortNumber(value);
  const delta =
    base < 0 || base === run || entry.section !== "metrics" ? null : deltaOf(value, entry.values[base] ?? null);
  return (
    <>
      <span className={isBest ? "compare-value best" : "compare-value"} title={String(value)}>
        {text}
        {isBest && <span className="visually-hidden"> best</span>}
      </span>
      {delta !== null && <Delta delta={delta} better={better} />}
    </>
  );
}

function Delta({ delta, better }: { readonly delta: number; readonly better: Better }) {
  const verdict = judged(delta, better);
  const text = delta === 0 ? "±0" : `${delta > 0 ? "+" : "−"}${shortNumber(Math.abs(delta))}`;
  return (
    <span className={`compare-delta ${verdict}`} title={verdict === "unknown" ? "difference to the baseline" : verdict}>
      {verdict === "better" ? "▲ " : verdict === "worse" ? "▼ " : ""}
      {text}
      <span className="visually-hidden"> {verdict === "unknown" ? "" : verdict}</span>
    </span>
  );
}

interface EntryHeadProps {
  readonly entry: Entry;
  readonly inSection: boolean;
  readonly better: Better;
  readonly onBetter: (better: Better) => void;
  readonly onOpen?: (key: string) => void;
}

function EntryHead({ entry, inSection, better, onBetter, onOpen }: EntryHeadProps) {
  return (
    <span className="compare-entry">
      <span className="compare-key" title={entry.key}>
        {!inSection && <span className="compare-section">{sectionTitles[entry.section]}</span>}
        {onOpen === undefined ? (
          entry.key
        ) : (
          <Button className="compare-open" onPress={() => onOpen(entry.key)}>
            {entry.key}
          </Button>
        )}
      </span>
      {entry.differs && (
        <span className="compare-mark" title="The runs differ">
          ≠<span className="visually-hidden"> differs</span>
        </span>
      )}
      {entry.section === "metrics" && <BetterChoice name={entry.key} better={better} onBetter={onBetter} />}
    </span>
  );
}

interface RunNameProps {
  readonly run: ComparedRun;
  readonly isBaseline: boolean;
  readonly onBaseline: (on: boolean) => void;
}

function RunName({ run, isBaseline, onBaseline }: RunNameProps) {
  const { runId, experimentId, name } = run;
  return (
    <span className="compare-run">
      <span className="compare-color" style={{ background: runColor(runId, {}) }} aria-hidden />
      <Link
        to="/experiments/$experimentIds/runs/$runId"
        params={{ experimentIds: experimentId, runId }}
        title={`${name} (${runId})`}
      >
        {name}
      </Link>
      <ToggleButton
        className="react-aria-ToggleButton quiet icon"
        aria-label={`Baseline: ${name}`}
        isSelected={isBaseline}
        onChange={onBaseline}
      >
        <Flag aria-hidden size={14} fill={isBaseline ? "currentColor" : "none"} />
      </ToggleButton>
    </span>
  );
}
