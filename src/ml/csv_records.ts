/** A CSV file as a stream of records. The only file that imports csv-parse. */
import { createReadStream } from "node:fs";
import { stat } from "node:fs/promises";
import { pipeline } from "node:stream/promises";
import { createGunzip } from "node:zlib";
import { CsvError, parse, type Parser } from "csv-parse";
import { TrackingError } from "../errors.js";

export interface RecordOptions {
  readonly delimiter: string;
  readonly encoding: BufferEncoding;
  /** How many records are read at most. */
  readonly maxRecords: number | null;
}

/**
 * Calls `take` with the cells of each record, header included, and the line that it ends in, counted from 1. Blank lines
 * are skipped; a path that ends in `.gz` is unpacked. What `take` throws ends the reading.
 */
export async function readRecords(
  path: string,
  { delimiter, encoding, maxRecords }: RecordOptions,
  take: (cells: readonly string[], line: number) => void,
): Promise<void> {
  const file = await stat(path).catch(() => null);
  if (file?.isFile() !== true) {
    throw new TrackingError(
      "RESOURCE_DOES_NOT_EXIST",
      `there is no file '${path}' (working directory ${process.cwd()})`,
    );
  }
  let count = 0;
  const parser: Parser = parse({
    delimiter,
    encoding,
    bom: true,
    relax_quotes: true,
    skip_empty_lines: true,
    on_record: (cells: string[], { lines }) => {
      if (count++ === maxRecords) throw enough;
      take(cells, lines);
      return null;
    },
  });
  parser.resume();
  const unpacked = path.endsWith(".gz") ? [createGunzip()] : [];
  await pipeline([createReadStream(path), ...unpacked, parser]).catch((error: unknown) => {
    if (error !== enough) throw error instanceof CsvError ? explained(path, error) : error;
  });
}

/** Ends the reading before the end of the file. */
const enough = new Error("enough records");

function explained(path: string, error: CsvError): TrackingError {
  const record = error["record"];
  const line = String(error["lines"]);
  const reasons: Partial<Record<string, string>> = {
    CSV_RECORD_INCONSISTENT_FIELDS_LENGTH: `line ${line} has ${Array.isArray(record) ? record.length : "other"} values, not as many as the first line; mend it, or give the right delimiter`,
    CSV_QUOTE_NOT_CLOSED: `a quotation mark in line ${line} is never closed; close it, or double it where it is meant`,
  };
  const reason = reasons[error.code] ?? error.message;
  return new TrackingError("INVALID_PARAMETER_VALUE", `cannot read '${path}' as CSV: ${reason}`, { cause: error });
}
