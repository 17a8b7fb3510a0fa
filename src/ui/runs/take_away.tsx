/** Runs to take elsewhere: files of all that match, what is seen on the clipboard, code that finds them again. */
import { useState } from "react";
import { Download } from "lucide-react";
import { Button, Header, Menu, MenuItem, MenuSection, MenuTrigger, Popover, Separator } from "react-aria-components";
import type { FieldName, RunSelection } from "../../protocol/page.js";
import { ask } from "../api/page.js";
import { counted } from "../parts/counted.js";
import { notify, notifyFailure } from "../parts/notice.js";
import { fieldsToAsk, type RunRow } from "./field.js";
import { codeOf, csvOfRuns, jsonOfRuns, markdownOfRuns } from "./runs_text.js";

export interface TakeAwayProps {
  readonly selection: RunSelection;
  readonly orderBy: readonly string[];
  /** The columns of the table, the run's name first. */
  readonly fields: readonly FieldName[];
  readonly total: number;
  readonly chosen: readonly string[];
}

/** Runs in one answer. */
const portion = 5000;
/** A table in a text that people read. */
const mostCopied = 100;

export function TakeAway({ selection, orderBy, fields, total, chosen }: TakeAwayProps) {
  const [read, setRead] = useState<number>();
  const columns = ["run_id", ...fields.filter((field) => field !== "run_id")];
  const which: RunSelection = chosen.length > 0 ? { experimentIds: [], runIds: chosen } : selection;
  const act = async (key: string): Promise<void> => {
    try {
      if (key === "typescript" || key === "python") return await copy(codeOf(key, selection, orderBy), "Code");
      const most = key === "markdown" ? mostCopied : Infinity;
      const runs = await allRuns(which, orderBy, fieldsToAsk(columns), most, setRead);
      const now = Date.now();
      if (key === "markdown") return await copy(markdownOfRuns(runs, fields, now), counted(runs.length, "run"));
      const text = key === "csv" ? csvOfRuns(runs, columns, now) : jsonOfRuns(runs, columns, now);
      save(`runs.${key}`, text, key === "csv" ? "text/csv" : "application/json");
    } catch (error) {
      notifyFailure("Could not take the runs", error);
    } finally {
      setRead(undefined);
    }
  };
  const count = chosen.length > 0 ? `${counted(chosen.length, "run")} chosen` : counted(total, "run");
  return (
    <MenuTrigger>
      <Button isDisabled={read !== undefined}>
        <Download aria-hidden size={14} />
        {read === undefined ? "Export" : `${read.toLocaleString("en")} read`}
      </Button>
      <Popover>
        <Menu aria-label="Export" onAction={(key) => void act(String(key))}>
          <MenuSection>
            <Header>{count}, columns as shown</Header>
            <MenuItem id="csv">Download CSV</MenuItem>
            <MenuItem id="json">Download JSON</MenuItem>
            <MenuItem id="markdown">Copy Markdown table{total > mostCopied && ` (first ${mostCopied})`}</MenuItem>
          </MenuSection>
          <Separator />
          <MenuSection>
            <Header>Code that finds them</Header>
            <MenuItem id="typescript">Copy TypeScript</MenuItem>
            <MenuItem id="python">Copy Python</MenuItem>
          </MenuSection>
        </Menu>
      </Popover>
    </MenuTrigger>
  );
}

async function allRuns(
  selection: RunSelection,
  orderBy: readonly string[],
  fields: readonly FieldName[],
  most: number,
  onRead: (count: number) => void,
): Promise<readonly RunRow[]> {
  const rows: RunRow[] = [];
  for (let offset = 0; ; offset += portion) {
    const limit = Math.min(portion, most - offset);
    const table = await ask("runs/table", { ...selection, orderBy, offset, limit, fields });
    for (const index of table.runs.runId.keys()) rows.push({ table, index });
    onRead(rows.length);
    if (table.runs.runId.length < portion || rows.length >= most) return rows;
  }
}

async function copy(text: string, what: string): Promise<void> {
  await navigator.clipboard.writeText(text);
  notify({ text: `${what} copied` });
}

function save(name: string, text: string, type: string): void {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(new Blob([text], { type }));
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
}
