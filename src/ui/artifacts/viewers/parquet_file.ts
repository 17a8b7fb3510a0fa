/** A Parquet file that is read by ranges. The only importer of hyparquet on the page. */
import {
  type AsyncBuffer,
  type FileMetaData,
  parquetMetadataAsync,
  parquetRead,
  parquetSchema,
  type SchemaElement,
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
import { dateText, instantText, parquetText } from "./parquet_text.js";
import type { Span } from "./rows_view.js";

export interface ParquetColumn extends Column {
  /** What its whole numbers stand for. */
  readonly logical: SchemaElement["logical_type"];
}

export interface ParquetFile {
  readonly columns: readonly ParquetColumn[];
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

/** To the last digit, which `Date` has no place for. */
const parsers = {
  timestampFromMilliseconds: (millis: bigint) => instantText(millis, 3),
  timestampFromMicroseconds: (micros: bigint) => instantText(micros, 6),
  timestampFromNanoseconds: (nanos: bigint) => instantText(nanos, 9),
  dateFromDays: dateText,
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
      logical: logical_type,
      numeric: type !== undefined && /^(INT|FLOAT|DOUBLE)/.test(type) && !/DATE|TIME/.test(logical_type?.type ?? ""),
    })),
    rowCount: Number(metadata.num_rows),
    groupCount: metadata.row_groups.length,
    buffer: keptBytes(file),
    metadata,
  };
}

/** The bytes of a column of a group are read once for all parts of it that are looked at soon. */
const mostKeptBytes = 64 * 2 ** 20;

function keptBytes(file: FileRef): AsyncBuffer {
  const kept = new Map<string, { readonly bytes: Promise<ArrayBuffer>; readonly size: number }>();
  let size = 0;
  const forget = (key: string): void => {
    size -= kept.get(key)?.size ?? 0;
    kept.delete(key);
  };
  return {
    byteLength: file.sizeBytes,
    slice: async (start, end = file.sizeBytes) => {
      const key = `${start}-${end}`;
      const bytes = kept.get(key)?.bytes ?? readBytes(file, { start, end });
      forget(key);
      kept.set(key, { bytes, size: end - start });
      size += end - start;
      while (size > mostKeptBytes && kept.size > 1) forget(kept.keys().next().value!);
      try {
        return await bytes;
      } catch (error) {
        forget(key);
        throw error;
      }
    },
  };
}

/** Rows that are decoded at once: groups of a million would stop the page for seconds. */
const partRows = 20_000;
/** Cells are kept for as many parts (a column of so many rows) as this; the oldest make room. */
const mostParts = 120;

/** The cells of a file as far as they were read. */
export class ParquetCells {
  readonly #file: ParquetFile;
  /** Where each part begins, within one group of rows each, and the end of the last. */
  readonly #starts: readonly number[];
  readonly #parts = new Map<string, readonly unknown[] | "loading">();

  constructor(file: ParquetFile) {
    this.#file = file;
    const starts = [0];
    for (const { num_rows } of file.metadata.row_groups) {
      const end = starts.at(-1)! + Number(num_rows);
      while (end - starts.at(-1)! > partRows) starts.push(starts.at(-1)! + partRows);
      starts.push(end);
    }
    this.#starts = starts;
  }

  /** Undefined: not read. */
  readonly cell = (row: number, column: number): string | undefined => {
    const index = this.#partOf(row);
    const part = this.#parts.get(`${index} ${column}`);
    if (part === undefined || part === "loading") return undefined;
    return parquetText(part[row - this.#starts[index]!], this.#file.columns[column]!.logical);
  };

  /** Begins to read what is missing; one promise for each part. */
  load(rows: Span, columns: Span): Promise<void>[] {
    const begun: Promise<void>[] = [];
    if (rows[1] <= rows[0]) return begun;
    for (let part = this.#partOf(rows[0]); part <= this.#partOf(rows[1] - 1); part++) {
      for (let column = columns[0]; column < columns[1]; column++) {
        if (!this.#parts.has(`${part} ${column}`)) begun.push(this.#read(part, column));
      }
    }
    return begun;
  }

  async #read(part: number, column: number): Promise<void> {
    const { buffer, metadata, columns } = this.#file;
    const key = `${part} ${column}`;
    this.#parts.set(key, "loading");
    const { name } = columns[column]!;
    try {
      const rowStart = this.#starts[part]!;
      const rowEnd = this.#starts[part + 1]!;
      let values: readonly unknown[] = [];
      await parquetRead({
        file: buffer,
        metadata,
        compressors,
        parsers,
        utf8: false,
        useOffsetIndex: true,
        columns: [name],
        rowStart,
        rowEnd,
        onComplete: (rows) => (values = rows.map((row) => row[0] as unknown)),
      });
      this.#parts.delete(key);
      this.#parts.set(key, values);
      if (this.#parts.size > mostParts) this.#parts.delete(this.#parts.keys().next().value!);
    } catch (error) {
      this.#parts.delete(key);
      throw error;
    }
  }

  #partOf(row: number): number {
    let [low, high] = [0, this.#starts.length - 2];
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if (this.#starts[middle]! <= row) low = middle;
      else high = middle - 1;
    }
    return low;
  }
}
