/** A CSV body of a request to a scoring server → rows. */
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { TrackingError } from "../errors.js";
import type { CsvType } from "../ml/csv_column.js";
import type { ColumnType, ModelInput, ModelSignature } from "./model.js";
import { castRows } from "./scoring_input.js";

const types: Partial<Readonly<Record<ColumnType, CsvType>>> = {
  double: "number",
  float: "number",
  long: "number",
  integer: "number",
  string: "string",
  boolean: "boolean",
  datetime: "date",
};

/** Columns have the types of the signature; without one, those that their values show. BAD_REQUEST for what is no CSV. */
export async function csvInput(body: string, signature: ModelSignature | null): Promise<ModelInput> {
  const [{ readCsv }, { readRecords }] = await Promise.all([import("../ml/csv.js"), import("../ml/csv_records.js")]);
  const folder = await mkdtemp(join(tmpdir(), "labbook-csv-"));
  const path = join(folder, "body.csv"); // the reader streams files
  try {
    await writeFile(path, body);
    let header: readonly string[] = [];
    await readRecords(path, { delimiter: ",", encoding: "utf8", maxRecords: 1 }, (cells) => void (header = cells));
    const known = (signature?.inputs ?? []).flatMap(({ name, type }) =>
      type !== "tensor" && name !== undefined && header.includes(name) && types[type] !== undefined
        ? [[name, types[type]] as const]
        : [],
    );
    const frame = await readCsv(path, { dtype: Object.fromEntries(known) });
    return castRows(frame.records(), signature);
  } catch (error) {
    if (!(error instanceof TrackingError)) throw error;
    throw new TrackingError(
      "BAD_REQUEST",
      "Failed to parse input as a Pandas DataFrame. Ensure that the input is a valid CSV-formatted Pandas DataFrame produced " +
        `using the \`pandas.DataFrame.to_csv()\` method. Error: '${error.message.replaceAll(`'${path}'`, "the body")}'`,
      { cause: error },
    );
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
