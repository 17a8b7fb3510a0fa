/** Parquet files → frames. The only file that imports hyparquet. */
import { existsSync } from "node:fs";
import { TrackingError } from "../errors.js";
import { type CellValue, Frame } from "./frame.js";
import { checkNames } from "./options.js";

/**
 * Reads a Parquet file, or some columns of it. Timestamps come as `Date`, integers of 64 bits as numbers where they are
 * exact, else as bigint; missing values as null. Throws RESOURCE_DOES_NOT_EXIST for a missing file and
 * INVALID_PARAMETER_VALUE for a file that is not Parquet or lacks a column.
 *
 * @example const trips = await readParquet<{ PULocationID: number }>("trips.parquet", { columns: ["PULocationID"] });
 */
export async function readParquet<Row extends object = Record<string, CellValue>>(
  path: string,
  options: { readonly columns?: readonly (keyof Row & string)[] } = {},
): Promise<Frame<Row>> {
  checkNames("readParquet", options, ["columns"]);
  if (!existsSync(path)) {
    throw new TrackingError(
      "RESOURCE_DOES_NOT_EXIST",
      `there is no file '${path}' (working directory ${process.cwd()})`,
    );
  }
  // Loaded when they are needed: who reads CSV files does without them.
  const { asyncBufferFromFile, parquetMetadataAsync, parquetRead, parquetSchema } = await import("hyparquet");
  const { compressors } = await import("hyparquet-compressors");
  const file = await asyncBufferFromFile(path);
  const unreadable = (error: unknown) => {
    throw new TrackingError("INVALID_PARAMETER_VALUE", `cannot read '${path}' as Parquet: ${(error as Error).message}`);
  };
  const metadata = await parquetMetadataAsync(file).catch(unreadable);
  const known = parquetSchema(metadata).children.map((child) => child.element.name);
  const names = options.columns === undefined ? known : [...options.columns];
  const unknown = names.find((name) => !known.includes(name));
  if (unknown !== undefined) {
    throw new TrackingError(
      "INVALID_PARAMETER_VALUE",
      `'${path}' has no column '${unknown}'; there are: ${known.join(", ")}`,
    );
  }
  const rowCount = Number(metadata.num_rows);
  const columns = new Map(names.map((name) => [name, new Array<CellValue>(rowCount).fill(null)]));
  await parquetRead({
    file,
    metadata,
    columns: names,
    compressors,
    parsers: { timestampFromMicroseconds },
    onChunk: ({ columnName, columnData, rowStart }) => fill(columns.get(columnName)!, columnData, rowStart),
  }).catch(unreadable);
  return new Frame<Row>(columns, rowCount);
}

function fill(column: CellValue[], values: ArrayLike<unknown>, start: number): void {
  for (let index = 0; index < values.length; index++) column[start + index] = cellValue(values[index]);
}

/** Divided as numbers, which takes a fraction of the time and is exact to the year 2112; whole milliseconds beyond. */
function timestampFromMicroseconds(micros: bigint): Date {
  const number = Number(micros);
  return new Date(Math.abs(number) < 2 ** 52 ? number / 1000 : Number(micros / 1000n));
}

function cellValue(value: unknown): CellValue {
  if (typeof value === "bigint") return Number.isSafeInteger(Number(value)) ? Number(value) : value;
  if (value === undefined) return null;
  if (Array.isArray(value)) return value.map(cellValue);
  // Structs are plain objects, unlike dates and bytes.
  if (typeof value === "object" && value?.constructor === Object) {
    return Object.fromEntries(Object.entries(value).map(([name, part]) => [name, cellValue(part)]));
  }
  return value as CellValue;
}
