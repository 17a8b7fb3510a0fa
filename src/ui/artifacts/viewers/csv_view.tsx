/** Comma- or tab-separated values as a table. The only importer of papaparse. */
import { useMemo } from "react";
import Papa from "papaparse";
import { type FileRef, type Portion as Bytes, textOf } from "../bytes.js";
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
  const { head, body, faults, numeric } = useMemo(() => tableOf(portion), [portion]);
  if (head.length === 0) return <p className="artifacts-note">The file is empty.</p>;
  return (
    <div className="stack">
      <span className="muted">
        {body.length.toLocaleString("en-US")} {body.length === 1 ? "row" : "rows"} × {head.length} columns
        {portion.cut ? " so far" : ""}
        {faults > 0 && `, ${faults} of them do not have as many values as the first row`}
      </span>
      <RowsView columns={head} rowCount={body.length} row={(index) => body[index]} numeric={numeric} label={label} />
    </div>
  );
}

interface Table {
  readonly head: readonly string[];
  readonly body: readonly (readonly string[])[];
  readonly faults: number;
  readonly numeric: readonly boolean[];
}

function tableOf(portion: Bytes): Table {
  const { data, meta } = Papa.parse<string[]>(textOf(portion).replace(/^\ufeff/, ""), { skipEmptyLines: "greedy" });
  const [head = [], ...rows] = data;
  const body = portion.cut && !meta.aborted ? rows.slice(0, -1) : rows; // the last may be cut in two
  const sample = body.slice(0, 200);
  return {
    head,
    body,
    faults: body.filter((row) => row.length !== head.length).length,
    numeric: head.map((_, index) => sample.length > 0 && sample.every((row) => isNumber(row[index] ?? ""))),
  };
}

function isNumber(text: string): boolean {
  return text === "" || (text.trim() !== "" && Number.isFinite(Number(text)));
}
