/** All experiments: find, make, describe, delete and restore them, and choose several to see their runs together. */
import { useDeferredValue, useState } from "react";
import { Link, useNavigate, useSearch } from "@tanstack/react-router";
import { Plus, Trash2 } from "lucide-react";
import { Button, ToggleButton, ToggleButtonGroup } from "react-aria-components";
import type { Experiment, ViewType } from "../../entities.js";
import { Empty } from "../parts/empty.js";
import { Failure } from "../parts/failure.js";
import { Loading } from "../parts/loading.js";
import { SearchBox } from "../parts/search_box.js";
import { CreateExperiment } from "./create_experiment.js";
import { experimentFilter } from "./experiment_filter.js";
import { DeleteExperiments } from "./experiment_menu.js";
import { useExperimentSearch } from "./experiments.js";
import { ExperimentsTable } from "./experiments_table.js";
import "./experiments.css";

const stages = { active: "ACTIVE_ONLY", deleted: "DELETED_ONLY", all: "ALL" } as const satisfies Record<
  string,
  ViewType
>;
type Stage = keyof typeof stages;

interface View {
  readonly search: string;
  readonly stage: Stage;
  readonly orderBy: string;
}

const orders = ["name ASC", "name DESC", "creation_time ASC", "creation_time DESC"];
const opening: View = { search: "", stage: "active", orderBy: "creation_time DESC" };

/** What the address says, as far as it makes sense. */
function viewOf({ search, stage, orderBy }: Readonly<Record<string, unknown>>): View {
  return {
    search: search === undefined ? "" : String(search),
    stage: typeof stage === "string" && Object.hasOwn(stages, stage) ? (stage as Stage) : opening.stage,
    orderBy: orders.find((one) => one === orderBy) ?? opening.orderBy,
  };
}

function useView(): readonly [View, (part: Partial<View>) => void] {
  const view = viewOf(useSearch({ strict: false }));
  const navigate = useNavigate();
  const change = (part: Partial<View>): void => {
    const next = Object.entries({ ...view, ...part }).filter(([key, value]) => value !== opening[key as keyof View]);
    void navigate({ to: "/experiments", search: Object.fromEntries(next) as never, replace: "search" in part });
  };
  return [view, change];
}

export function ExperimentsPage() {
  const [view, change] = useView();
  const [chosen, setChosen] = useState<ReadonlySet<string>>(new Set());
  const [creating, setCreating] = useState(false);
  const search = useDeferredValue(view.search);
  const found = useExperimentSearch({
    filter: experimentFilter(search),
    viewType: stages[view.stage],
    orderBy: view.orderBy,
  });
  const experiments = found.data ?? [];
  return (
    <div className="page">
      <title>Experiments · labbook</title>
      <div className="page-head">
        <h1>Experiments</h1>
        <span className="muted" role="status">
          {found.data !== undefined && countOf(experiments.length, view)}
        </span>
        <span className="spacer" />
        <Button className="react-aria-Button primary" onPress={() => setCreating(true)}>
          <Plus aria-hidden size={15} /> New experiment
        </Button>
      </div>
      <Bar view={view} change={change}>
        <Chosen
          experiments={experiments.filter((one) => chosen.has(one.experimentId))}
          onDone={() => setChosen(new Set())}
        />
      </Bar>
      {found.isPending ? (
        <Loading what="experiments" />
      ) : found.isError ? (
        <Failure error={found.error} onRetry={() => void found.refetch()} />
      ) : experiments.length === 0 ? (
        <None view={view} />
      ) : (
        <ExperimentsTable
          experiments={experiments}
          chosen={chosen}
          onChosen={setChosen}
          orderBy={view.orderBy}
          onOrderBy={(orderBy) => change({ orderBy })}
        />
      )}
      {creating && <CreateExperiment onClose={() => setCreating(false)} />}
    </div>
  );
}

function countOf(count: number, { search }: View): string {
  return `${count.toLocaleString("en")}${search.trim() === "" ? "" : count === 1 ? " matches" : " match"}`;
}

interface BarProps {
  readonly view: View;
  readonly change: (part: Partial<View>) => void;
  readonly children: React.ReactNode;
}

function Bar({ view, change, children }: BarProps) {
  return (
    <div className="experiments-bar">
      <SearchBox
        label="Search experiments"
        placeholder="Words of the name, or tags.team = 'taxi'"
        search={view.search}
        onSearch={(search) => change({ search })}
      />
      <ToggleButtonGroup
        aria-label="State"
        disallowEmptySelection
        selectedKeys={[view.stage]}
        onSelectionChange={(keys) => change({ stage: [...keys][0] as Stage })}
      >
        <ToggleButton id="active">Active</ToggleButton>
        <ToggleButton id="deleted">Deleted</ToggleButton>
        <ToggleButton id="all">All</ToggleButton>
      </ToggleButtonGroup>
      {children}
    </div>
  );
}

/** What can be done to those that are chosen. */
function Chosen({ experiments, onDone }: { readonly experiments: readonly Experiment[]; readonly onDone: () => void }) {
  const [deleting, setDeleting] = useState(false);
  const active = experiments.filter((one) => one.lifecycleStage === "active");
  if (experiments.length === 0) return null;
  const ids = experiments.map((one) => one.experimentId).join(",");
  return (
    <>
      <Link className="button primary" to="/experiments/$experimentIds/runs" params={{ experimentIds: ids }}>
        {experiments.length === 1 ? "Open 1 experiment" : `Compare ${experiments.length} experiments`}
      </Link>
      {active.length > 0 && (
        <Button onPress={() => setDeleting(true)}>
          <Trash2 aria-hidden size={14} /> Delete {active.length}
        </Button>
      )}
      {deleting && <DeleteExperiments experiments={active} onClose={() => setDeleting(false)} onDeleted={onDone} />}
    </>
  );
}

function None({ view: { search, stage } }: { readonly view: View }) {
  if (search.trim() !== "") {
    return (
      <Empty title="No experiment matches">
        Plain words are looked for in names. Filters: <code>tags.team = &apos;taxi&apos;</code>,{" "}
        <code>name LIKE &apos;nyc-%&apos;</code>.
      </Empty>
    );
  }
  if (stage === "deleted") return <Empty title="No experiment is deleted" />;
  return (
    <Empty title="No experiments yet">
      <p>Make one with the button above, or by the first run in a notebook:</p>
      <pre>%track nyc-taxi-experiment</pre>
    </Empty>
  );
}
