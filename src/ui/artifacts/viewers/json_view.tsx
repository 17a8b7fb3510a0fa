/** JSON as a tree that folds; tables that MLflow logged as tables; what is no JSON as text. */
import { useMemo, useState } from "react";
import { ChevronDown, ChevronRight } from "lucide-react";
import { Button, ToggleButton } from "react-aria-components";
import CodeViewer from "../../parts/code_viewer.js";
import { CopyButton } from "../../parts/copy_button.js";
import { type FileRef, textOf } from "../bytes.js";
import { Portion } from "./portion.js";
import { RowsView } from "./rows_view.js";

const limitBytes = 8 * 2 ** 20;
/** Members shown at once, characters of a text shown, levels open at first. */
const shownMembers = 100;
const shownCharacters = 300;
const openLevels = 2;

export default function JsonView({ file }: { readonly file: FileRef }) {
  return (
    <Portion file={file} limitBytes={limitBytes}>
      {(portion) => <TextAsJson text={textOf(portion)} label={file.path} cut={portion.cut} />}
    </Portion>
  );
}

function TextAsJson({ text, label, cut }: { readonly text: string; readonly label: string; readonly cut: boolean }) {
  const value = useMemo(() => parsed(text), [text]);
  const [source, setSource] = useState(false);
  const table = useMemo(() => (value === undefined ? null : loggedTable(value)), [value]);
  if (value === undefined) {
    return (
      <div className="stack">
        {!cut && <p className="artifacts-note">This is no valid JSON; it is shown as text.</p>}
        <CodeViewer text={text} language="json" label={label} />
      </div>
    );
  }
  return (
    <div className="stack">
      <div>
        <ToggleButton isSelected={source} onChange={setSource}>
          Source
        </ToggleButton>
      </div>
      {source ? (
        <CodeViewer text={text.includes("\n") ? text : JSON.stringify(value, null, 2)} language="json" label={label} />
      ) : table !== null ? (
        <RowsView {...table} rowCount={table.rows.length} row={(index) => table.rows[index]} label={label} />
      ) : (
        <div className="artifacts-json" role="tree" aria-label={label}>
          <Member name={null} value={value} path="$" level={0} />
        </div>
      )}
    </div>
  );
}

/** Undefined: no JSON. */
function parsed(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

interface Table {
  readonly columns: readonly string[];
  readonly rows: readonly (readonly string[])[];
  readonly numeric: readonly boolean[];
}

/** `{columns, data}` as `mlflow.log_table` writes it. */
function loggedTable(value: unknown): Table | null {
  const { columns, data } = (value ?? {}) as { columns?: unknown; data?: unknown };
  if (!Array.isArray(columns) || !Array.isArray(data) || columns.length === 0) return null;
  if (!data.every((row) => Array.isArray(row) && row.length === columns.length)) return null;
  const rows = (data as unknown[][]).map((row) => row.map(brief));
  const numeric = columns.map((_, index) =>
    (data as unknown[][]).every((row) => row[index] === null || typeof row[index] === "number"),
  );
  return { columns: columns.map(String), rows, numeric };
}

function brief(value: unknown): string {
  return typeof value === "string" ? value : value === null ? "" : JSON.stringify(value);
}

interface MemberProps {
  readonly name: string | number | null;
  readonly value: unknown;
  /** As JSONPath writes it. */
  readonly path: string;
  readonly level: number;
}

function Member({ name, value, path, level }: MemberProps) {
  const [open, setOpen] = useState(level < openLevels);
  const [shown, setShown] = useState(shownMembers);
  if (typeof value !== "object" || value === null) return <Leaf name={name} value={value} path={path} level={level} />;
  const entries: readonly (readonly [string | number, unknown])[] = Array.isArray(value)
    ? value.map((one, index) => [index, one] as const)
    : Object.entries(value);
  const Icon = open ? ChevronDown : ChevronRight;
  const count = `${entries.length} ${Array.isArray(value) ? (entries.length === 1 ? "item" : "items") : entries.length === 1 ? "key" : "keys"}`;
  return (
    <div role="treeitem" aria-expanded={open} aria-level={level + 1} aria-label={`${name ?? "root"}, ${count}`}>
      <div className="artifacts-json-line">
        <Button
          className="artifacts-json-fold"
          onPress={() => setOpen(!open)}
          aria-label={`${open ? "Fold" : "Open"} ${name ?? "root"}`}
        >
          <Icon aria-hidden size={14} />
        </Button>
        {name !== null && <span className="artifacts-json-name">{name}</span>}
        <span className="muted">{count}</span>
        <CopyButton text={path} label={`Copy the path ${path}`} />
      </div>
      {open && (
        <div role="group" className="artifacts-json-inside">
          {entries.slice(0, shown).map(([key, one]) => (
            <Member key={key} name={key} value={one} path={pathOf(path, key)} level={level + 1} />
          ))}
          {entries.length > shown && (
            <Button onPress={() => setShown(shown * 10)}>Show more of {entries.length.toLocaleString("en-US")}</Button>
          )}
        </div>
      )}
    </div>
  );
}

function Leaf({ name, value, path, level }: MemberProps) {
  const [whole, setWhole] = useState(false);
  const text = typeof value === "string" ? JSON.stringify(value) : String(value);
  const long = text.length > shownCharacters;
  return (
    <div role="treeitem" aria-level={level + 1} className="artifacts-json-line">
      {name !== null && <span className="artifacts-json-name">{name}</span>}
      <span className={`artifacts-json-${typeof value}`}>
        {long && !whole ? `${text.slice(0, shownCharacters)}…` : text}
      </span>
      {long && <Button onPress={() => setWhole(!whole)}>{whole ? "Less" : `All ${text.length} characters`}</Button>}
      <CopyButton text={path} label={`Copy the path ${path}`} />
    </div>
  );
}

function pathOf(path: string, key: string | number): string {
  if (typeof key === "number") return `${path}[${key}]`;
  return /^[A-Za-z_]\w*$/.test(key) ? `${path}.${key}` : `${path}[${JSON.stringify(key)}]`;
}
