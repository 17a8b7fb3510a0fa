/** Parquet: reads the footer, then only the rows that are looked at. The only importer of hyparquet on the page. */
import { useMemo, useRef, useState } from "react";
import { useQuery } from "@tanstack/react-query";
import { type FileMetaData, parquetMetadataAsync, parquetReadObjects, parquetSchema } from "hyparquet";
import { compressors } from "hyparquet-compressors";
import { Failure } from "../../parts/failure.js";
import { Loading } from "../../parts/loading.js";
import { notifyFailure } from "../../parts/notice.js";
import { type FileRef, readBytes } from "../bytes.js";
import { readableSize } from "../kind.js";
import { RowsView } from "./rows_view.js";

const blockRows = 500;
const mostBlocks = 200;

export default function ParquetView({ file }: { readonly file: FileRef }) {
  const buffer = useMemo(() => rangesOf(file), [file]);
  const { data, error, refetch } = useQuery({
    queryKey: ["parquet", file.owner, file.path, file.sizeBytes],
    queryFn: () => parquetMetadataAsync(buffer),
  });
  if (error !== null) return <Failure error={error} onRetry={() => void refetch()} />;
  if (data === undefined) return <Loading what={file.path} />;
  return <Rows file={file} buffer={buffer} metadata={data} />;
}

interface Ranges {
  readonly byteLength: number;
  slice(start: number, end?: number): Promise<ArrayBuffer>;
}

function rangesOf(file: FileRef): Ranges {
  const { sizeBytes } = file;
  return { byteLength: sizeBytes, slice: (start, end = sizeBytes) => readBytes(file, { start, end }) };
}

interface RowsProps {
  readonly file: FileRef;
  readonly buffer: Ranges;
  readonly metadata: FileMetaData;
}

function Rows({ file, buffer, metadata }: RowsProps) {
  const columns = useMemo(() => parquetSchema(metadata).children.map(({ element }) => element), [metadata]);
  const names = useMemo(() => columns.map(({ name }) => name), [columns]);
  const blocks = useRef(new Map<number, readonly (readonly string[])[] | "loading">());
  const [, setLoaded] = useState(0);
  const rowCount = Number(metadata.num_rows);

  const load = async (block: number): Promise<void> => {
    if (blocks.current.has(block)) return;
    blocks.current.set(block, "loading");
    if (blocks.current.size > mostBlocks) blocks.current.delete(blocks.current.keys().next().value!);
    const rowStart = block * blockRows;
    try {
      const rowEnd = Math.min(rowCount, rowStart + blockRows);
      const rows = await parquetReadObjects({ file: buffer, metadata, compressors, rowStart, rowEnd });
      blocks.current.set(
        block,
        rows.map((row) => names.map((name) => textOfValue(row[name]))),
      );
    } catch (error) {
      blocks.current.delete(block);
      notifyFailure(`Rows ${rowStart} and on could not be read`, error);
    }
    setLoaded((times) => times + 1);
  };
  const onRange = (start: number, end: number): void => {
    for (let block = Math.floor(start / blockRows); block * blockRows < end; block++) void load(block);
  };
  const row = (index: number): readonly string[] | undefined => {
    const block = blocks.current.get(Math.floor(index / blockRows));
    return block === undefined || block === "loading" ? undefined : block[index % blockRows];
  };
  return (
    <div className="stack">
      <span className="muted">
        {rowCount.toLocaleString("en-US")} rows × {names.length} columns, {metadata.row_groups.length} row groups,{" "}
        {readableSize(file.sizeBytes)}
      </span>
      <RowsView
        columns={names}
        rowCount={rowCount}
        row={row}
        numeric={columns.map(({ type }) => type !== undefined && /^(INT|FLOAT|DOUBLE)/.test(type))}
        label={file.path}
        onRange={onRange}
      />
    </div>
  );
}

/** Whole numbers of 64 bits arrive as bigints. */
function textOfValue(value: unknown): string {
  if (value === null || value === undefined) return "";
  if (value instanceof Date) return value.toISOString();
  if (value instanceof Uint8Array) return `${value.length} bytes`;
  if (typeof value !== "object") return String(value);
  return JSON.stringify(value, (_, inner: unknown) => (typeof inner === "bigint" ? String(inner) : inner));
}
