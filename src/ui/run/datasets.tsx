/** The data that a run read. */
import { useState } from "react";
import { Button } from "react-aria-components";
import type { Dataset, DatasetInput, Run } from "../../entities.js";
import { ReadingDialog } from "../parts/reading_dialog.js";

export function Datasets({ run }: { readonly run: Run }) {
  const [open, setOpen] = useState<DatasetInput | null>(null);
  const { datasets } = run.inputs;
  if (datasets.length === 0) return null;
  return (
    <section className="panel stack" aria-label="Datasets">
      <h2>Datasets</h2>
      <ul className="run-list">
        {datasets.map((input, index) => (
          <li key={index} className="row">
            <Button className="react-aria-Button quiet run-link" onPress={() => setOpen(input)}>
              {input.dataset.name}
            </Button>
            <span className="muted mono">{input.dataset.digest}</span>
            {contextOf(input) !== undefined && <span className="chip">{contextOf(input)}</span>}
          </li>
        ))}
      </ul>
      {open !== null && <DatasetDialog input={open} onClose={() => setOpen(null)} />}
    </section>
  );
}

function contextOf({ tags }: DatasetInput): string | undefined {
  return tags["mlflow.data.context"];
}

function DatasetDialog({ input, onClose }: { readonly input: DatasetInput; readonly onClose: () => void }) {
  const { dataset } = input;
  return (
    <ReadingDialog title={dataset.name} onClose={onClose}>
      <dl className="run-dl">
        <dt>Digest</dt>
        <dd className="mono">{dataset.digest}</dd>
        <dt>Used for</dt>
        <dd>{contextOf(input) ?? "not said"}</dd>
        <dt>Source type</dt>
        <dd>{dataset.sourceType}</dd>
        <dt>Source</dt>
        <dd className="mono">{sourceOf(dataset)}</dd>
      </dl>
      <Json title="Schema" text={dataset.schema} />
      <Json title="Profile" text={dataset.profile} />
    </ReadingDialog>
  );
}

/** The place alone, where the source says nothing else. */
function sourceOf({ source }: Dataset): string {
  const value = parsed(source);
  const entries = typeof value === "object" && value !== null ? Object.values(value) : [];
  return entries.length === 1 && typeof entries[0] === "string" ? entries[0] : source;
}

function Json({ title, text }: { readonly title: string; readonly text: string | null }) {
  if (text === null || text === "") return null;
  const value = parsed(text);
  const columns = columnsOf(value);
  return (
    <section>
      <h3>{title}</h3>
      {columns === undefined ? (
        <pre className="run-code" tabIndex={0} aria-label={title}>
          {value === undefined ? text : JSON.stringify(value, null, 2)}
        </pre>
      ) : (
        <table className="table">
          <thead>
            <tr>
              <th scope="col">Column</th>
              <th scope="col">Type</th>
            </tr>
          </thead>
          <tbody>
            {columns.map(({ name, type }, index) => (
              <tr key={index}>
                <th scope="row">{name}</th>
                <td>{type}</td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </section>
  );
}

/** Of MLflow's column specification; undefined for other JSON. */
function columnsOf(value: unknown): readonly { readonly name: string; readonly type: string }[] | undefined {
  const list = (value as { mlflow_colspec?: unknown } | null | undefined)?.mlflow_colspec;
  if (!Array.isArray(list)) return undefined;
  return (list as readonly { name?: unknown; type?: unknown; required?: unknown }[]).map((column) => ({
    name: String(column?.name ?? ""),
    type: `${String(column?.type ?? "")}${column?.required === false ? " (optional)" : ""}`,
  }));
}

/** undefined for what is no JSON. */
function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}
