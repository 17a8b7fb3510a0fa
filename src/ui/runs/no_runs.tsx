/** A table without rows: because nothing was logged yet, or because nothing matches. */
import { Button } from "react-aria-components";
import { counted } from "../parts/counted.js";
import { CopyButton } from "../parts/copy_button.js";
import { Empty } from "../parts/empty.js";
import type { ChangeView, RunsView } from "./view.js";

export interface NoRunsProps {
  /** Runs without the filter. */
  readonly all: number;
  readonly view: RunsView;
  readonly changeView: ChangeView;
  readonly experimentName: string | undefined;
}

export function NoRuns({ all, view, changeView, experimentName }: NoRunsProps) {
  if (all > 0) {
    return (
      <Empty title="No run matches">
        <div className="stack">
          <span>
            {all === 1
              ? "1 run is here; the filter leaves it out."
              : `${counted(all, "run")} are here; the filter leaves none of them.`}
          </span>
          <Button onPress={() => changeView({ filter: "", brushes: [] })}>Clear the filter</Button>
        </div>
      </Empty>
    );
  }
  if (view.stage === "deleted")
    return <Empty title="No deleted runs">What is deleted can be found and restored here.</Empty>;
  const code = `import { setExperiment, withRun, logParam, logMetric } from "labbook";

await setExperiment(${JSON.stringify(experimentName ?? "my-experiment")});
await withRun({ runName: "first" }, async () => {
  logParam("alpha", 0.1);
  logMetric("rmse", 6.3);
});`;
  return (
    <Empty title="No runs yet">
      <div className="stack">
        <span>Log one from a notebook:</span>
        <div className="runs-code">
          <pre>{code}</pre>
          <CopyButton text={code} label="Copy code" />
        </div>
      </div>
    </Empty>
  );
}
