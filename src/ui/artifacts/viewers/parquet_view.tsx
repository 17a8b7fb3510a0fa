/** Parquet as a table: reads the footer, then only the columns, of groups of rows, that are looked at. */
import { useMemo, useState } from "react";
import { useQuery } from "@tanstack/react-query";
import { counted } from "../../parts/counted.js";
import { Failure } from "../../parts/failure.js";
import { Loading } from "../../parts/loading.js";
import { notifyFailure } from "../../parts/notice.js";
import { type FileRef } from "../bytes.js";
import { openParquet, type ParquetFile, ParquetCells } from "./parquet_file.js";
import { RowsView, type Span } from "./rows_view.js";

export default function ParquetView({ file }: { readonly file: FileRef }) {
  const { data, error, refetch } = useQuery({
    queryKey: ["parquet", file.owner, file.path, file.sizeBytes],
    queryFn: ({ signal }) => openParquet(file, signal),
    gcTime: 60_000,
  });
  if (error !== null) return <Failure error={error} onRetry={() => void refetch()} />;
  if (data === undefined) return <Loading what={file.path} />;
  return <Rows parquet={data} label={file.path} />;
}

function Rows({ parquet, label }: { readonly parquet: ParquetFile; readonly label: string }) {
  const cells = useMemo(() => new ParquetCells(parquet), [parquet]);
  const [, setLoaded] = useState(0);
  const { columns, rowCount, groupCount } = parquet;
  const load = (rows: Span, across: Span): void => {
    for (const loading of cells.load(rows, across)) {
      loading
        .catch((error: unknown) => notifyFailure(`A part of ${label} could not be read`, error))
        .finally(() => setLoaded((times) => times + 1));
    }
  };
  return (
    <div className="stack">
      <span className="muted">
        {counted(rowCount, "row")} × {counted(columns.length, "column")}, {counted(groupCount, "row group")}
      </span>
      <RowsView columns={columns} rowCount={rowCount} cell={cells.cell} label={label} onSeen={load} />
    </div>
  );
}
