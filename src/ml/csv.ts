/** CSV files → frames. */
import { TrackingError } from "../errors.js";
import { checkInterrupt } from "../interrupt_check.js";
import { nearest } from "../nearest.js";
import { CsvColumn, type CsvType, missingSet } from "./csv_column.js";
import { type CellValue, Frame } from "./frame.js";
import { checkChoice, checkNames } from "./options.js";

export interface CsvOptions<Row extends object> {
  /** Which columns are read, in this order; default: all. */
  readonly columns?: readonly (keyof Row & string)[];
  /** Types of columns that are not to be found out: a value that does not fit is an error with its line. */
  readonly dtype?: { readonly [Name in keyof Row & string]?: CsvType };
  /** Columns of dates, also those written 01/31/2021 1:05 PM. false: no dates are looked for; true (default): ISO 8601. */
  readonly parseDates?: boolean | readonly (keyof Row & string)[];
  /** Default: a comma. */
  readonly delimiter?: string;
  /** Texts that stand for missing values, besides those that pandas knows (nothing, NA, NaN, null …). */
  readonly naValues?: readonly string[];
  /** Names of the columns, for a file whose first line holds values. */
  readonly names?: readonly string[];
  /** How many rows are read at most. */
  readonly maxRows?: number;
  /** Default: utf8, with or without a byte order mark. */
  readonly encoding?: BufferEncoding;
}

/**
 * Reads a CSV file (RFC 4180; `.csv.gz` is unpacked) as a stream, so that only the columns that are wanted take memory. The
 * values of a column are all numbers, all booleans, all dates (ISO 8601; without an offset UTC) or else all text; missing
 * ones are null. Whole numbers beyond 2^53 stay text. Throws RESOURCE_DOES_NOT_EXIST for a missing file and
 * INVALID_PARAMETER_VALUE, with the line, for what is no such file.
 *
 * @example const flowers = await readCsv<{ species: string; petal_length: number }>("iris.csv");
 */
export async function readCsv<Row extends object = Record<string, CellValue>>(
  path: string,
  options: CsvOptions<NoInfer<Row>> = {},
): Promise<Frame<Row>> {
  checkNames("readCsv", options, optionNames, namesInPandas);
  const columns = await readColumns(path, options, new Set());
  const mixed = new Set([...columns.values()].filter(({ isMixed }) => isMixed).map(({ name }) => name));
  if (mixed.size > 0) {
    for (const [name, column] of await readColumns(path, options, mixed)) columns.set(name, column);
  }
  const values = [...columns].map(([name, column]) => [name, column.values] as const);
  return new Frame<Row>(new Map(values), values[0]?.[1].length ?? 0);
}

const optionNames = [
  "columns",
  "dtype",
  "parseDates",
  "delimiter",
  "naValues",
  "names",
  "maxRows",
  "encoding",
] as const;
const namesInPandas = { sep: "delimiter", usecols: "columns", nrows: "maxRows" };

/** `texts`: only these columns are read, as text. Empty: all that are wanted. */
async function readColumns<Row extends object>(
  path: string,
  options: CsvOptions<Row>,
  texts: ReadonlySet<string>,
): Promise<Map<string, CsvColumn>> {
  // Loaded when it is needed: most notebooks read Parquet.
  const { readRecords } = await import("./csv_records.js");
  const { delimiter = ",", encoding = "utf8", maxRows, names } = options;
  const header = names === undefined ? 1 : 0;
  const maxRecords = maxRows === undefined ? null : maxRows + header;
  let columns: Map<string, CsvColumn> | null = null;
  /** One per cell of a record; null: not wanted. */
  let places: (CsvColumn | null)[] = [];
  let count = 0;
  await readRecords(path, { delimiter, encoding, maxRecords }, (cells, line) => {
    if (count++ % 4096 === 0) checkInterrupt();
    if (columns === null) {
      const known = names ?? distinct(cells);
      if (known.length !== cells.length) {
        const counts = `${known.length} names for ${cells.length} values in line ${line}`;
        throw new TrackingError("INVALID_PARAMETER_VALUE", `${counts} of '${path}'; give one name per column`);
      }
      columns = columnsFor(path, known, options, texts);
      places = known.map((name) => columns!.get(name) ?? null);
      if (names === undefined) return;
    }
    for (let at = 0; at < places.length; at++) {
      const wanted = places[at]?.take(cells[at]!) ?? null;
      if (wanted !== null) throw misfit(path, line, places[at]!.name, cells[at]!, wanted);
    }
  });
  if (columns !== null) return columns;
  throw new TrackingError("INVALID_PARAMETER_VALUE", `'${path}' is empty; the first line should name the columns`);
}

function columnsFor<Row extends object>(
  path: string,
  known: readonly string[],
  { columns, dtype = {}, parseDates = true, naValues = [] }: CsvOptions<Row>,
  texts: ReadonlySet<string>,
): Map<string, CsvColumn> {
  const dates = new Set<string>(typeof parseDates === "boolean" ? [] : parseDates);
  const types = new Map<string, CsvType | undefined>(Object.entries(dtype));
  for (const name of [...(columns ?? []), ...types.keys(), ...dates]) {
    if (!known.includes(name)) throw missingColumn(path, name, known);
  }
  for (const [name, type] of types) {
    if (type !== undefined) checkChoice(`dtype of '${name}'`, type, Object.keys(typeNames));
  }
  const missing = missingSet(naValues);
  const wanted = texts.size > 0 ? [...texts] : (columns ?? known);
  return new Map(
    wanted.map((name) => {
      const type = texts.has(name) ? "string" : (types.get(name) ?? (dates.has(name) ? "date" : null));
      return [name, new CsvColumn(name, type, missing, parseDates !== false)];
    }),
  );
}

/** As pandas names them: `a`, `a.1`; what has no name is `Unnamed: 2`. */
function distinct(header: readonly string[]): string[] {
  const names: string[] = [];
  header.forEach((cell, at) => {
    const name = cell === "" ? `Unnamed: ${at}` : cell;
    let free = name;
    for (let more = 1; names.includes(free); more++) free = `${name}.${more}`;
    names.push(free);
  });
  return names;
}

function missingColumn(path: string, name: string, known: readonly string[]): TrackingError {
  const near = nearest(name, known);
  const advice = near === null ? `there are: ${known.join(", ")}` : `did you mean '${near}'?`;
  return new TrackingError("INVALID_PARAMETER_VALUE", `'${path}' has no column '${name}'; ${advice}`);
}

const typeNames: Readonly<Record<CsvType, string>> = {
  number: "number",
  string: "text",
  boolean: "true or false",
  date: "date (2021-01-31 13:05:00 or 01/31/2021 1:05 PM)",
};

function misfit(path: string, line: number, name: string, text: string, wanted: CsvType): TrackingError {
  const what = `line ${line} of '${path}' has '${text}' in column '${name}', which is no ${typeNames[wanted]}`;
  return new TrackingError(
    "INVALID_PARAMETER_VALUE",
    `${what}; mend it, name it in naValues if it means that the value is missing, or let the column be text`,
  );
}
