/** The params of a run, and the way to the cell that logged each. */
import type { Run } from "../../entities.js";
import { CellLink, hasNotebook } from "./cell_link.js";
import { KeyTable } from "./key_table.js";

/** Characters from which on a value scrolls in its cell, so that those below it stay near. */
const longValue = 600;

export function ParamsTable({ run }: { readonly run: Run }) {
  const params = Object.entries(run.data.params).sort(([a], [b]) => (a < b ? -1 : 1));
  return (
    <KeyTable
      title="Params"
      rows={params}
      keyOf={([key]) => key}
      textOf={([, value]) => value}
      none={
        <>
          None. Log one with <code>%log_param alpha 0.1</code> or{" "}
          <code>await mlflow.logParam(&quot;alpha&quot;, 0.1)</code>.
        </>
      }
      head={
        <>
          <th scope="col">Key</th>
          <th scope="col">Value</th>
          {hasNotebook(run) && <th scope="col">Cell</th>}
        </>
      }
      body={(shown) =>
        shown.map(([key, value]) => (
          <tr key={key}>
            <th scope="row">{key}</th>
            <td className="mono">{value.length > longValue ? <LongValue name={key} value={value} /> : value}</td>
            {hasNotebook(run) && (
              <td>
                <CellLink run={run} kind="param" name={key} />
              </td>
            )}
          </tr>
        ))
      }
    />
  );
}

function LongValue({ name, value }: { readonly name: string; readonly value: string }) {
  return (
    <div className="run-long" role="group" aria-label={`Value of ${name}`} tabIndex={0}>
      {value}
    </div>
  );
}
