/** A Parquet file that is read by ranges. The only importer of hyparquet on the page. */
import {
  type AsyncBuffer,
  type FileMetaData,
  parquetMetadataAsync,
  parquetReadObjects,
  parquetSchema,
} from "hyparquet";
import {
  decompressBrotli,
  decompressGzip,
  decompressLz4,
  decompressLz4Raw,
  decompressZstd,
} from "hyparquet-compressors";
import { type FileRef, readBytes } from "../bytes.js";
import type { Column } from "./columns.js";
import type { Span } from "./rows_view.js";

export interface ParquetFile {
  readonly columns: readonly Column[];
  readonly rowCount: number;
  readonly groupCount: number;
  readonly buffer: AsyncBuffer;
  readonly metadata: FileMetaData;
}

/** Without Snappy, which hyparquet does itself: the other package's is WebAssembly, for which the page's policy has no place. */
const compressors = {
  BROTLI: decompressBrotli,
  GZIP: decompressGzip,
  LZ4: decompressLz4,
  LZ4_RAW: decompressLz4Raw,
  ZSTD: (input: Uint8Array) => decompressZstd(input),
};

/** Read first, from the end; footers of many columns or groups are longer and cost a second request. */
const footerBytes = 2 ** 15;

export async function openParquet(file: FileRef, signal?: AbortSignal): Promise<ParquetFile> {
  const { sizeBytes } = file;
  const read = (start: number, end = sizeBytes): Promise<ArrayBuffer> => readBytes(file, { start, end }, signal);
  const buffer = { byteLength: sizeBytes, slice: read };
  const metadata = await parquetMetadataAsync(buffer, { initialFetchSize: footerBytes });
  return {
    columns: parquetSchema(metadata).children.map(({ element: { name, type, logical_type } }) => ({
      name,
      type: logical_type?.type ?? type ?? "nested",
      numeric: type !== undefined && /^(INT|FLOAT|DOUBLE)/.test(type) && !/DATE|TIME/.test(logical_type?.type ?? ""),
    })),
    rowCount: Number(metadata.num_rows),
    groupCount: metadata.row_groups.length,
    buffer: { byteLength: sizeBytes, slice: (start, end = sizeBytes) => readBytes(file, { start, end }) },
    metadata,
  };
}

/** Cells are kept for as many parts (a column of a group of rows) as this; the oldest make room. */
const mostParts = 120;

/** The cells of a file as far as they were read. */
export class ParquetCells {
  readonly #file: ParquetFile;
  /** Where each group of rows begins, and the end of the last. */
  readonly #starts: readonly number[];
  readonly #parts = new Map<string, readonly unknown[] | "loading">();

  constructor(file: ParquetFile) {
    this.#file = file;
    const starts = [0];
    for (const { num_rows } of file.metadata.row_groups) starts.push(starts.at(-1)! + Number(num_rows));
    this.#starts = starts;
  }

  /** Undefined: not read. */
  readonly cell = (row: number, column: number): string | undefined => {
    const group = this.#groupOf(row);
    const part = this.#parts.get(`${group} ${column}`);
    return part === undefined || part === "loading" ? undefined : textOfValue(part[row - this.#starts[group]!]);
  };

  /** Begins to read what is missing; one promise for each part. */
  load(rows: Span, columns: Span): Promise<void>[] {
    const begun: Promise<void>[] = [];
    if (rows[1] <= rows[0]) return begun;
    for (let group = this.#groupOf(rows[0]); group <= this.#groupOf(rows[1] - 1); group++) {
      for (let column = columns[0]; column < columns[1]; column++) {
        if (!this.#parts.has(`${group} ${column}`)) begun.push(this.#read(group, column));
      }
    }
    return begun;
  }

  async #read(group: number, column: number): Promise<void> {
    const { buffer, metadata, columns } = this.#file;
    const key = `${group} ${column}`;
    this.#parts.set(key, "loading");
    const { name } = columns[column]!;
    try {
      const rowStart = this.#starts[group]!;
      const rowEnd = this.#starts[group + 1]!;
      const read = { file: buffer, metadata, compressors, columns: [name], rowStart, rowEnd };
      const values = (await parquetReadObjects(read)).map((row) => row[name] as unknown);
      this.#parts.delete(key);
      this.#parts.set(key, values);
      if (this.#parts.size > mostParts) this.#parts.delete(this.#parts.keys().next().value!);
    } catch (error) {
      this.#parts.delete(key);
      throw error;
    }
  }

  #groupOf(row: number): number {
    let [low, high] = [0, this.#starts.length - 2];
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if (this.#starts[middle]! <= row) low = middle;
      else high = middle - 1;
    }
    return low;
  }
}

/** Whole numbers of 64 bits arrive as bigints. */
export function textOfValue(value: unknown): string {
  if (value === null || value === undefined) return "";
  if (value instanceof Date) return value.toISOString();
  if (value instanceof Uint8Array) return `${value.length} bytes`;
  if (typeof value !== "object") return String(value);
  return JSON.stringify(value, (_, inner: unknown) => (typeof inner === "bigint" ? String(inner) : inner));
}
