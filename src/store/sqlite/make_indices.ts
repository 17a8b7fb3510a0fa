/** Makes the indices of ours in a file that has none: one that MLflow made, or an older labbook. */
import { statSync } from "node:fs";
import type { Connection } from "./connection.js";
import { indexStatements } from "./indices.js";

/** At about 100 MB a second, making them in a file of this size goes unnoticed when it is opened. */
const cheapBytes = 32 * 2 ** 20;

/** Makes them if that takes no time to speak of, waiting for nobody. */
export function makeIndicesIfCheap(connection: Connection): void {
  if (connection.layout.indices || statSync(connection.path).size > cheapBytes) return;
  connection.writeIfFree(() => makeIndices(connection));
}

/** Makes those that are missing; takes seconds for each gigabyte of the file. */
export function makeIndices(connection: Connection): void {
  connection.write(() => {
    for (const statement of indexStatements) connection.run(statement);
  });
}
