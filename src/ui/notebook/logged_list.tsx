/** Metrics, params and the rest of a run, each tied to the cell that logged it. */
import { useState } from "react";
import { Button, Input, SearchField } from "react-aria-components";
import type { Run } from "../../entities.js";
import type { LoggedKind } from "../../protocol/ledger.js";
import { shortNumber } from "../parts/number.js";
import type { Focus } from "./focus.js";
import { type Execution, keyOf, type LoggedBy } from "./ledger.js";

export interface LoggedListProps {
  readonly run: Run;
  readonly logged: LoggedBy;
  readonly focus: Focus;
  readonly onChoose: (kind: LoggedKind, key: string) => void;
}

interface Entry {
  readonly key: string;
  readonly value: string;
  readonly executions: readonly Execution[];
}

/** p2 before p10. */
const order = new Intl.Collator("en", { numeric: true });

const titles: readonly (readonly [LoggedKind, string])[] = [
  ["metric", "Metrics"],
  ["param", "Params"],
  ["tag", "Tags"],
  ["artifact", "Artifacts"],
  ["model", "Models"],
];

export function LoggedList({ run, logged, focus, onChoose }: LoggedListProps) {
  const [text, setText] = useState("");
  const groups = titles
    .map(([kind, title]) => ({ kind, title, entries: found(entriesOf(kind, run, logged), text) }))
    .filter(({ entries }) => entries.length > 0);
  return (
    <div className="notebook-logged">
      <SearchField aria-label="Search what was logged" value={text} onChange={setText} className="notebook-search">
        <Input placeholder="Metric, param, tag or file" />
      </SearchField>
      {groups.length === 0 && (
        <p className="muted">{text === "" ? "This run logged nothing." : "Nothing of that name."}</p>
      )}
      {groups.map(({ kind, title, entries }) => (
        <section key={kind} aria-label={title}>
          <h3>{title}</h3>
          <ul>
            {entries.map((entry) => (
              <li
                key={entry.key}
                aria-current={(focus.logged?.kind === kind && focus.logged.key === entry.key) || undefined}
              >
                <OneLogged entry={entry} onChoose={() => onChoose(kind, entry.key)} />
              </li>
            ))}
          </ul>
        </section>
      ))}
    </div>
  );
}

function OneLogged({ entry, onChoose }: { readonly entry: Entry; readonly onChoose: () => void }) {
  const { key, value, executions } = entry;
  const content = (
    <>
      <span className="notebook-key">{key}</span>
      <span className="notebook-value" title={value}>
        {value}
      </span>
      <span className="notebook-where">{whereText(executions)}</span>
    </>
  );
  if (executions.length === 0) return <div className="notebook-entry">{content}</div>;
  return (
    <Button className="react-aria-Button notebook-entry" onPress={onChoose}>
      {content}
    </Button>
  );
}

function whereText(executions: readonly Execution[]): string {
  const [last] = executions;
  if (last === undefined) return "by no cell";
  const count = last.executionCount ?? last.seq;
  return executions.length === 1 ? `cell [${count}]` : `cell [${count}] and ${executions.length - 1} more`;
}

/** What the run has, and what the ledger says was logged though the run does not list it by key. */
function entriesOf(kind: LoggedKind, run: Run, logged: LoggedBy): Entry[] {
  const values = new Map(valuesOf(kind, run));
  for (const name of logged.keys()) {
    const key = name.slice(kind.length + 1);
    if (name === keyOf(kind, key) && !values.has(key) && (kind === "artifact" || kind === "model")) values.set(key, "");
  }
  const entries = [...values].map(([key, value]) => ({ key, value, executions: logged.get(keyOf(kind, key)) ?? [] }));
  const shown = kind === "tag" ? entries.filter(({ executions }) => executions.length > 0) : entries;
  return shown.sort((a, b) => order.compare(a.key, b.key));
}

function valuesOf(kind: LoggedKind, { data }: Run): (readonly [string, string])[] {
  if (kind === "metric") return Object.entries(data.metrics).map(([key, value]) => [key, shortNumber(value)]);
  if (kind === "param") return Object.entries(data.params);
  return kind === "tag" ? Object.entries(data.tags) : [];
}

function found(entries: readonly Entry[], text: string): Entry[] {
  const wanted = text.trim().toLowerCase();
  return entries.filter(({ key }) => key.toLowerCase().includes(wanted));
}
