/** Why a run has no notebook, and what to do about it. */
import type { Run } from "../../entities.js";
import { CopyButton } from "../parts/copy_button.js";
import { Empty } from "../parts/empty.js";

const example = `%track ${"my-experiment"}\nawait mlflow.logMetric("rmse", 6.3);`;

export function NoNotebook({ run }: { readonly run: Run }) {
  const { tags } = run.data;
  if (tags["labbook.cells"] !== undefined || tags["labbook.snapshotRun"] !== undefined) {
    return (
      <Empty title="The notebook of this run is gone">
        The run was made in a notebook ({tags["labbook.cells"] ?? "as a part of another run"}), but its artifacts have
        no folder “notebook” any more. Look whether the store’s artifacts were moved or deleted.
      </Empty>
    );
  }
  if (run.info.status === "RUNNING") {
    return (
      <Empty title="No notebook yet">
        It is stored when the first cell that logged something has ended. This page shows it then by itself.
      </Empty>
    );
  }
  return (
    <Empty title="This run was not made in a labbook notebook">
      <p>
        {madeBy(tags)} Runs that are made in the labbook kernel keep their notebook, the order in which its cells ran,
        and which cell logged what:
      </p>
      <div className="row notebook-example">
        <pre>{example}</pre>
        <CopyButton text={example} label="Copy the example" />
      </div>
    </Empty>
  );
}

function madeBy(tags: Readonly<Record<string, string>>): string {
  const [type, name] = [tags["mlflow.source.type"], tags["mlflow.source.name"]];
  if (name === undefined) return "Nothing says what made it.";
  return `It was made by ${name}${type === undefined ? "" : ` (${type.toLowerCase()})`}.`;
}
