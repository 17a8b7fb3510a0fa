/** Runs side by side: what they have and where they differ, their artifacts, their notebooks, their charts. */
import { lazy, Suspense, useMemo } from "react";
import { Link } from "@tanstack/react-router";
import { Tab, TabList, TabPanel, Tabs } from "react-aria-components";
import { counted } from "../parts/counted.js";
import type { RunTable } from "../../protocol/page.js";
import { Empty } from "../parts/empty.js";
import { Failure } from "../parts/failure.js";
import { Loading } from "../parts/loading.js";
import { ArtifactsPart } from "./artifacts_part.js";
import { mostRuns, useEnvironments, useRunValues } from "./compare_data.js";
import { runsIn } from "./comparison.js";
import { ValuesPart } from "./values_part.js";
import { type Part, parts, useCompareView } from "./view.js";
import "./compare.css";

const NotebooksPart = lazy(() =>
  import("./notebooks_part.js").then(({ NotebooksPart }) => ({ default: NotebooksPart })),
);
const ChartsPart = lazy(() => import("./charts_part.js").then(({ ChartsPart }) => ({ default: ChartsPart })));

/** From here on the table of runs is the better place. */
const manyRuns = 50;

export function ComparePage() {
  const [view] = useCompareView();
  const { data, error, refetch } = useRunValues(view.runIds);
  if (view.runIds.length === 0) {
    return (
      <Empty title="No runs to compare">
        Choose some in an <Link to="/experiments">experiment’s</Link> table of runs, then press Compare.
      </Empty>
    );
  }
  if (data === undefined)
    return error === null ? <Loading what="runs" /> : <Failure error={error} onRetry={() => void refetch()} />;
  if (data.total === 0) {
    return (
      <Empty title="None of these runs is in the store">
        They may have been deleted for good, or the address is of another store.
      </Empty>
    );
  }
  return <Compared table={data} />;
}

function Compared({ table }: { readonly table: RunTable }) {
  const [view, change] = useCompareView();
  const runs = useMemo(() => runsIn(table), [table]);
  const runIds = table.runs.runId;
  const environments = useEnvironments(runIds);
  return (
    <div className="page compare-page">
      <div className="page-head">
        <h1>Comparing {counted(runs.length, "run")}</h1>
        <Experiments ids={[...new Set(table.runs.experimentId)]} />
      </div>
      <Notes asked={view.runIds.length} table={table} />
      <Tabs
        selectedKey={view.part}
        onSelectionChange={(part) => change({ part: part === "values" ? undefined : part })}
      >
        <TabList aria-label="What is compared">
          {parts.map(([part, title]) => (
            <Tab key={part} id={part}>
              {title}
            </Tab>
          ))}
        </TabList>
        {parts.map(([part]) => (
          <TabPanel key={part} id={part}>
            <Suspense fallback={<Loading what={part} />}>
              <Shown part={part} table={table} runs={runs} environments={environments} />
            </Suspense>
          </TabPanel>
        ))}
      </Tabs>
    </div>
  );
}

interface ShownProps {
  readonly part: Part;
  readonly table: RunTable;
  readonly runs: ReturnType<typeof runsIn>;
  readonly environments: ReturnType<typeof useEnvironments>;
}

function Shown({ part, table, runs, environments }: ShownProps) {
  if (part === "values") return <ValuesPart table={table} runs={runs} environments={environments} />;
  if (part === "artifacts") return <ArtifactsPart runs={runs} />;
  return part === "notebooks" ? <NotebooksPart runs={runs} table={table} /> : <ChartsPart runs={runs} />;
}

function Experiments({ ids }: { readonly ids: readonly string[] }) {
  return (
    <Link to="/experiments/$experimentIds/runs" params={{ experimentIds: ids.join(",") }} className="button">
      {ids.length === 1 ? "Back to the experiment" : `Back to ${ids.length} experiments`}
    </Link>
  );
}

/** What is left out, and where many runs are shown better. */
function Notes({ asked, table }: { readonly asked: number; readonly table: RunTable }) {
  const found = table.runs.runId.length;
  const missing = Math.min(asked, mostRuns) - found;
  const experimentIds = [...new Set(table.runs.experimentId)].join(",");
  return (
    <>
      {asked > mostRuns && (
        <p className="compare-note">
          The first {mostRuns.toLocaleString("en")} of {asked.toLocaleString("en")} runs are compared.
        </p>
      )}
      {missing > 0 && (
        <p className="compare-note">
          {missing} of the runs {missing === 1 ? "is" : "are"} not in this store.
        </p>
      )}
      {found > manyRuns && (
        <p className="compare-note">
          So many runs are easier to read, sort and filter in the{" "}
          <Link
            to="/experiments/$experimentIds/runs"
            params={{ experimentIds }}
            search={{ chosen: table.runs.runId, differing: true } as never}
          >
            table of runs
          </Link>
          , where they stay chosen.
        </p>
      )}
    </>
  );
}
