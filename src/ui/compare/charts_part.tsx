/** Charts of the runs that are compared. */
import { useMemo } from "react";
import { useNavigate, useSearch } from "@tanstack/react-router";
import { ChartsPanel } from "../charts/charts_panel.js";
import { type ChangeView, searchOf, viewOf } from "../runs/view.js";
import type { ComparedRun } from "./comparison.js";

export function ChartsPart({ runs }: { readonly runs: readonly ComparedRun[] }) {
  const search: Readonly<Record<string, unknown>> = useSearch({ strict: false });
  const navigate = useNavigate();
  const runIds = useMemo(() => runs.map(({ runId }) => runId), [runs]);
  const { brushes, charts } = viewOf(search);
  const view = useMemo(() => ({ ...viewOf({}), brushes, charts }), [brushes, charts]);
  // Only what charts own: the rest of the address belongs to this page.
  const change: ChangeView = (part, { replace = false } = {}) => {
    const next = searchOf({ ...view, ...part });
    const own = { brushes: next["brushes"], charts: next["charts"] };
    void navigate({ to: ".", replace, search: ((old: object) => ({ ...old, ...own })) as never });
  };
  return <ChartsPanel experimentIds={[]} view={view} changeView={change} runIds={runIds} />;
}
