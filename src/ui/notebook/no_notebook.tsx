/** Why a run has no notebook, and what to do about it. */
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import type { Run } from "../../entities.js";
import { ask } from "../api/page.js";
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
      <LoggedNotebooks run={run} />
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

const deepest = 3;
const mostShown = 10;

/** Notebooks that a program logged as files, such as those of Jupyter. */
function LoggedNotebooks({ run: { info } }: { readonly run: Run }) {
  const { runId, experimentId } = info;
  const { data = [] } = useQuery({
    queryKey: ["artifacts", "notebooks", runId],
    queryFn: async ({ signal }) => {
      const { trees } = await ask("artifacts/tree", { owners: [{ runId }], depth: deepest }, signal);
      return trees[0]!.files.filter(({ path, isDir }) => !isDir && path.endsWith(".ipynb")).map(({ path }) => path);
    },
  });
  if (data.length === 0) return null;
  return (
    <p>
      It has notebooks among its artifacts:{" "}
      {data.slice(0, mostShown).map((path, index) => (
        <span key={path}>
          {index > 0 && ", "}
          <Link
            to="/experiments/$experimentIds/runs/$runId/artifacts/$"
            params={{ experimentIds: experimentId, runId, _splat: path }}
          >
            {path}
          </Link>
        </span>
      ))}
      {data.length > mostShown && ` and ${data.length - mostShown} more`}.
    </p>
  );
}
