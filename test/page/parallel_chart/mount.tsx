/** The chart alone, with made-up runs: `?runs=200`, and `&then=5000` for those that a button shows in place of them. What it tells the page stands below it. */
import { useMemo, useRef, useState } from "react";
import { createRoot } from "react-dom/client";
import type { Brush } from "../../../src/ui/runs/brush.js";
import { maskOf } from "../../../src/ui/runs/brush.js";
import { hover, useHovered } from "../../../src/ui/runs/hover.js";
import { runColor } from "../../../src/ui/runs/run_color.js";
import type { Picture } from "../../../src/ui/charts/kind.js";
import type { ChartData } from "../../../src/ui/charts/chart_data.js";
import { ParallelChart } from "../../../src/ui/charts/parallel/parallel_chart.js";
import type { ParallelSetup } from "../../../src/ui/charts/setup.js";
import { makeRuns } from "./runs.js";
import "../../../src/ui/theme.css";

const search = new URLSearchParams(location.search);

function groundOf(count: number): Omit<ChartData, "mask"> {
  const made = makeRuns(count);
  const runIds = Array.from({ length: made.count }, (_, index) => index.toString(16).padStart(32, "0"));
  const visible = new Uint8Array(made.count).fill(1);
  if (search.has("hidden")) visible[0] = 0;
  return {
    count: made.count,
    total: made.count,
    runIds,
    names: runIds.map((_, index) => `run-${index}`),
    experimentIds: runIds.map(() => "1"),
    colors: runIds.map((_, index) => runColor(((index * 2654435761) >>> 0).toString(16), {})),
    visible,
    fields: made.fields,
    column: (field) => made.columns.get(field),
  };
}

const grounds = [search.get("runs") ?? "200", search.get("then") ?? "200"].map((count) => groundOf(Number(count)));

function Alone() {
  const [shown, setShown] = useState(0);
  const ground = grounds[shown]!;
  const { runIds } = ground;
  const [brushes, setBrushes] = useState<readonly Brush[]>([]);
  const [setup, setSetup] = useState<ParallelSetup>({ kind: "parallel" });
  const [said, setSaid] = useState("");
  const hovered = useHovered();
  const picture = useRef<Picture>(null);
  const data = useMemo(() => ({ ...ground, mask: maskOf(brushes, ground.count, ground.column) }), [brushes, ground]);
  const then = (): void => {
    performance.mark("then");
    setShown(1);
  };
  return (
    <main className="panel" style={{ margin: 12 }}>
      <div style={{ height: 480 }}>
        <ParallelChart
          key={shown}
          data={data}
          setup={setup}
          onSetup={setSetup}
          brushes={brushes}
          onBrushes={setBrushes}
          picture={picture}
          onOpenRun={(runId) => setSaid(`open ${ground.names[runIds.indexOf(runId)]}`)}
          onKeep={(kept) => setSaid(`keep ${kept.length}`)}
          onExclude={(left) => setSaid(`exclude ${left.length}`)}
        />
      </div>
      <button onClick={then}>then</button>
      <button onFocus={() => hover(runIds[1]!)}>run-1</button>
      <button onClick={() => setBrushes([{ field: "params.objective", values: ["poisson"] }])}>filter poisson</button>
      {(["png", "svg"] as const).map((format) => (
        <button key={format} onClick={() => void picture.current!.image(format).then(setSaid)}>
          {format}
        </button>
      ))}
      <output aria-label="brushes">{JSON.stringify(brushes)}</output>
      <output aria-label="axes">
        {(setup.axes ?? [])
          .map(({ field, ...rest }) => `${field}${Object.keys(rest).length > 0 ? JSON.stringify(rest) : ""}`)
          .join(" ")}
      </output>
      <output aria-label="said">{said}</output>
      <output aria-label="hovered">{hovered === null ? "" : ground.names[runIds.indexOf(hovered)]}</output>
    </main>
  );
}

performance.mark("mount");
createRoot(document.getElementById("page")!).render(<Alone />);
