/** Where the filter is written: Enter applies it, Esc goes back to the one that applies, `/` leads here. */
import { lazy, Suspense, useRef, useState } from "react";
import { CircleHelp, X } from "lucide-react";
import { Button, Dialog, DialogTrigger, Popover } from "react-aria-components";
import type { FieldSummary } from "../../protocol/page.js";
import { useShortcuts } from "../shell/shortcuts.js";
import { faultIn } from "./filter_fault.js";
import "./filter_box.css";

const Editor = lazy(() => import("./filter_editor.js"));
const hint = "metrics.rmse < 7 AND params.model = 'lasso'";

export interface FilterBoxProps {
  readonly filter: string;
  readonly fields: readonly FieldSummary[];
  readonly onApply: (filter: string) => void;
}

export function FilterBox({ filter, fields, onApply }: FilterBoxProps) {
  const [draft, setDraft] = useState<string>();
  const [tried, setTried] = useState<string>();
  const [editing, setEditing] = useState(false);
  const box = useRef<HTMLDivElement>(null);
  const [applied, setApplied] = useState(filter);
  if (applied !== filter) {
    setApplied(filter); // by Enter here, by a menu, or by Back
    setDraft(undefined);
    setTried(undefined);
  }
  const text = draft ?? filter;
  const judged = tried === text || draft === undefined ? text : undefined;
  const fault = judged === undefined ? undefined : faultIn(judged);
  const focus = (): void => box.current?.querySelector<HTMLElement>("input, .cm-content")?.focus();
  useShortcuts("Filter", [{ keys: "/", does: "Write a filter", run: focus }]);
  const apply = (next: string): void => {
    setTried(next);
    setDraft(next.trim()); // until the address has it
    if (faultIn(next) === undefined) onApply(next.trim());
  };
  const plain = (
    <input
      className="input"
      aria-label="Filter runs"
      placeholder={hint}
      value={text}
      onFocus={() => setEditing(true)}
      onChange={(event) => setDraft(event.target.value)}
      onKeyDown={(event) => {
        if (event.key === "Enter") apply(text);
        if (event.key === "Escape") setDraft(undefined);
      }}
    />
  );
  return (
    <div className="runs-filter" ref={box}>
      <div className={`runs-filter-line${fault === undefined ? "" : " faulty"}`}>
        {editing ? (
          <Suspense fallback={plain}>
            <Editor
              text={text}
              fields={fields}
              fault={fault}
              placeholder={hint}
              onChange={setDraft}
              onApply={apply}
              onRevert={() => {
                setDraft(undefined);
                setTried(undefined);
              }}
              autoFocus
            />
          </Suspense>
        ) : (
          plain
        )}
        {draft !== undefined && draft !== filter && <span className="runs-filter-note muted">Enter applies</span>}
        {text !== "" && (
          <Button className="react-aria-Button quiet icon" aria-label="Clear the filter" onPress={() => apply("")}>
            <X aria-hidden size={15} />
          </Button>
        )}
        <FilterHelp />
      </div>
      {fault !== undefined && (
        <div className="runs-filter-fault" role="alert">
          <pre aria-hidden>{`${text}\n${" ".repeat(fault.position)}${"^".repeat(fault.length)}`}</pre>
          <p>{fault.message}</p>
        </div>
      )}
    </div>
  );
}

const examples: readonly (readonly [string, string])[] = [
  ["metrics.rmse < 6.5", "the latest value of a metric"],
  ["params.max_depth >= 10", "a param as a number; with quotes, as text"],
  ["params.`learning rate` = '0.1'", "names that are no plain word stand in backticks"],
  ["tags.model ILIKE '%boost%'", "% stands for any text; LIKE minds upper case"],
  ["params.alpha IS NULL", "runs that lack it"],
  ["attributes.status = 'RUNNING'", "also run_name, run_id, user_id, start_time and end_time in ms"],
  ["(metrics.rmse < 6 OR tags.best = 'yes') AND NOT params.seed = '1'", "AND, OR, NOT, parentheses"],
];

function FilterHelp() {
  return (
    <DialogTrigger>
      <Button className="react-aria-Button quiet icon" aria-label="How to write filters">
        <CircleHelp aria-hidden size={16} />
      </Button>
      <Popover>
        <Dialog className="runs-filter-help" aria-label="How to write filters">
          <dl>
            {examples.map(([code, text]) => (
              <div key={code}>
                <dt>
                  <code>{code}</code>
                </dt>
                <dd className="muted">{text}</dd>
              </div>
            ))}
          </dl>
        </Dialog>
      </Popover>
    </DialogTrigger>
  );
}
