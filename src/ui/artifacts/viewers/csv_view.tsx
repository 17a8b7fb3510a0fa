/** Comma- or tab-separated values as a table. The only importer of papaparse. */
import { useMemo } from "react";
import Papa from "papaparse";
import { counted } from "../../parts/counted.js";
import { type FileRef, type Portion as Bytes, textOf } from "../bytes.js";
import { areNumbers, type Column } from "./columns.js";
import { Portion } from "./portion.js";
import { RowsView } from "./rows_view.js";

/** Parsing takes about 50 ms for a megabyte. */
const limitBytes = 4 * 2 ** 20;

export default function CsvView({ file }: { readonly file: FileRef }) {
  return (
    <Portion file={file} limitBytes={limitBytes}>
      {(portion) => <CsvTable portion={portion} label={file.path} />}
    </Portion>
  );
}

function CsvTable({ portion, label }: { readonly portion: Bytes; readonly label: string }) {
  const { columns, body, uneven, cell } = useMemo(() => tableOf(portion), [portion]);
  if (columns.length === 0) return <p className="artifacts-note">The file is empty.</p>;
  return (
    <div className="stack">
      <span className="muted">
        {counted(body.length, "row")} × {counted(columns.length, "column")}
        {portion.cut ? " so far" : ""}
        {uneven > 0 && `, ${uneven.toLocaleString("en-US")} of them with more or fewer values than columns`}
      </span>
      <RowsView columns={columns} rowCount={body.length} cell={cell} label={label} sortable />
    </div>
  );
}

interface Table {
  readonly columns: readonly Column[];
  readonly body: readonly (readonly string[])[];
  /** How many rows have more or fewer values than the first. */
  readonly uneven: number;
  readonly cell: (row: number, column: number) => string;
}

function tableOf(portion: Bytes): Table {
  const { data } = Papa.parse<string[]>(textOf(portion).replace(/^\ufeff/, ""), { skipEmptyLines: "greedy" });
  const [head = [], ...rows] = data;
  const body = portion.cut ? rows.slice(0, -1) : rows; // the last may be cut in two
  return {
    columns: head.map((name, index) => ({ name, numeric: areNumbers(body.map((row) => row[index] ?? "")) })),
    body,
    uneven: body.filter((row) => row.length !== head.length).length,
    cell: (row, column) => body[row]![column] ?? "",
  };
}
