/** JSON as a tree that folds; tables that MLflow logged as tables, XGBoost's models as trees; what is no JSON as text. */
import { lazy, Suspense, useMemo, useState } from "react";
import { ToggleButton, ToggleButtonGroup } from "react-aria-components";
import CodeViewer from "../../parts/code_viewer.js";
import { Loading } from "../../parts/loading.js";
import { type FileRef, type Portion as Bytes, textOf } from "../bytes.js";
import { JsonTree } from "./json_tree.js";
import { jsonText, parsedJson } from "./json_value.js";
import { type LoggedTable, loggedTable } from "./logged_table.js";
import { Portion } from "./portion.js";
import { RowsView } from "./rows_view.js";

const BoosterView = lazy(() => import("./booster_view.js"));

const limitBytes = 8 * 2 ** 20;

export default function JsonView({ file }: { readonly file: FileRef }) {
  return (
    <Portion file={file} limitBytes={limitBytes}>
      {(portion) => <Json portion={portion} file={file} />}
    </Portion>
  );
}

type Way = "Trees" | "Table" | "Values" | "Source";

function Json({ portion, file }: { readonly portion: Bytes; readonly file: FileRef }) {
  const text = useMemo(() => textOf(portion), [portion]);
  const value = useMemo(() => parsedJson(text), [text]);
  const table = useMemo(() => (value === undefined ? null : loggedTable(value)), [value]);
  const ways: readonly Way[] = [
    ...(beginsLikeBooster(text) ? (["Trees"] as const) : []),
    ...(table === null ? [] : (["Table"] as const)),
    ...(value === undefined ? [] : (["Values"] as const)),
    "Source",
  ];
  const [way, setWay] = useState(ways[0]!);
  return (
    <div className="stack">
      {value === undefined && !portion.cut && (
        <p className="artifacts-note">This is no valid JSON; it is shown as text.</p>
      )}
      {ways.length > 1 && (
        <ToggleButtonGroup
          aria-label="Show as"
          disallowEmptySelection
          selectedKeys={[way]}
          onSelectionChange={(keys) => setWay([...keys][0] as Way)}
        >
          {ways.map((one) => (
            <ToggleButton key={one} id={one}>
              {one}
            </ToggleButton>
          ))}
        </ToggleButtonGroup>
      )}
      <Shown way={ways.includes(way) ? way : ways[0]!} file={file} text={text} value={value} table={table} />
    </div>
  );
}

interface ShownProps {
  readonly way: Way;
  readonly file: FileRef;
  readonly text: string;
  readonly value: unknown;
  readonly table: LoggedTable | null;
}

function Shown({ way, file, text, value, table }: ShownProps) {
  if (way === "Table") return <RowsView {...table!} label={file.path} sortable />;
  if (way === "Values") return <JsonTree value={value} label={file.path} />;
  if (way === "Source") return <CodeViewer text={indented(text, value)} language="json" label={file.path} />;
  return (
    <Suspense fallback={<Loading what="the trees" />}>
      <BoosterView file={file} />
    </Suspense>
  );
}

/** As XGBoost writes it; of a large one only the beginning may be here. */
function beginsLikeBooster(text: string): boolean {
  const start = text.slice(0, 2000);
  return /^\s*\{\s*"(learner|version|Config)"/.test(start) && /"learner"\s*:\s*\{/.test(start);
}

/** One line is broken into many, unless it is nested too deeply to be written again. */
function indented(text: string, value: unknown): string {
  if (value === undefined || text.trim().includes("\n")) return text;
  try {
    return jsonText(value, 2);
  } catch (error) {
    if (error instanceof RangeError) return text;
    throw error;
  }
}
