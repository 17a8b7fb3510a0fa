/** Runs found by a search. In a notebook they show themselves as a table. */
import type { Run } from "./entities.js";
import { displaySymbol, type MimeData } from "./mime.js";
import { renderRunsTable, runsTableData } from "./plots/runs_table.js";

export class RunList extends Array<Run> {
  /** Hand it to the next search to get what follows; undefined on the last page. */
  nextPageToken: string | undefined;

  static override get [Symbol.species](): ArrayConstructor {
    return Array;
  }

  static from_(runs: readonly Run[], nextPageToken?: string): RunList {
    const list = new RunList();
    for (const run of runs) list.push(run);
    Object.defineProperty(list, "nextPageToken", { value: nextPageToken, enumerable: false });
    return list;
  }

  [displaySymbol](): MimeData {
    return renderRunsTable(runsTableData(this, {})).data;
  }
}
