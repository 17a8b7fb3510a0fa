/** The versions of a model: sorted and filtered as the address says, with the metrics of their source runs. */
import { useState } from "react";
import { useQuery } from "@tanstack/react-query";
import { useNavigate, useSearch } from "@tanstack/react-router";
import { Button, ToggleButton, ToggleButtonGroup } from "react-aria-components";
import type { ModelStage, ModelVersion, RegisteredModel } from "../../entities.js";
import { Empty } from "../parts/empty.js";
import { Failure } from "../parts/failure.js";
import { Loading } from "../parts/loading.js";
import { CodeLine } from "./no_models.js";
import { sourceRunsQuery, versionsQuery, withAliases } from "./registry.js";
import { stageWord } from "./stage.js";
import { sortedVersions, type VersionOrder, versionOrderOf } from "./version_order.js";
import { metricsOf } from "./source_run.js";
import { VersionsTable } from "./versions_table.js";

const stages: readonly ModelStage[] = ["Production", "Staging", "Archived", "None"];

export interface VersionsProps {
  readonly name: string;
  /** Version by alias. */
  readonly aliases: RegisteredModel["aliases"];
}

export function Versions({ name, aliases }: VersionsProps) {
  const query = useQuery(versionsQuery(name));
  return (
    <section className="panel stack" aria-label="Versions">
      {query.isPending ? (
        <Loading what="versions" />
      ) : query.isError ? (
        <Failure error={query.error} onRetry={() => void query.refetch()} />
      ) : query.data.length === 0 ? (
        <NoVersions name={name} />
      ) : (
        <Listed name={name} versions={withAliases(query.data, aliases)} />
      )}
    </section>
  );
}

function NoVersions({ name }: { readonly name: string }) {
  return (
    <Empty title="No versions yet">
      <p>Register the model of a run, from the run’s page or in code:</p>
      <CodeLine
        label="Copy code"
        code={`await mlflow.registerModel("runs:/<run id>/model", ${JSON.stringify(name)});`}
      />
    </Empty>
  );
}

interface ListedProps {
  readonly name: string;
  readonly versions: readonly ModelVersion[];
}

function Listed({ name, versions }: ListedProps) {
  const { stage, order, look } = useLook(name);
  const [chosen, setChosen] = useState<ReadonlySet<string>>(new Set());
  const runs = useQuery(sourceRunsQuery(versions));
  const shown = versions.filter((one) => stage === undefined || one.currentStage === stage);
  const metrics = metricsOf(runs.data);
  const compared = versions.filter(({ version }) => chosen.has(version)).map(({ version }) => version);
  const count = shown.length === versions.length ? `${versions.length}` : `${shown.length} of ${versions.length}`;
  return (
    <>
      <div className="row">
        <h2>Versions</h2>
        <span className="muted" aria-live="polite">
          {count}
        </span>
        <span className="spacer" />
        <ToggleButtonGroup
          aria-label="Only of stage"
          selectedKeys={stage === undefined ? [] : [stage]}
          onSelectionChange={(keys) => look({ stage: [...keys][0] as ModelStage | undefined })}
        >
          {stages.map((one) => (
            <ToggleButton key={one} id={one}>
              {stageWord(one)}
            </ToggleButton>
          ))}
        </ToggleButtonGroup>
        <Button isDisabled={compared.length < 2} onPress={() => look({ compare: [...compared].reverse().join(",") })}>
          {compared.length < 2 ? "Choose two to compare" : `Compare ${compared.length}`}
        </Button>
      </div>
      {runs.isError && <Failure error={runs.error} onRetry={() => void runs.refetch()} />}
      {shown.length === 0 ? (
        <Empty title="No version is in this stage">
          <Button onPress={() => look({ stage: undefined })}>Show all versions</Button>
        </Empty>
      ) : (
        <VersionsTable
          versions={sortedVersions(shown, order, metrics)}
          metrics={metrics}
          runs={runs.data}
          order={order}
          onOrder={(next) => look({ order: next })}
          chosen={chosen}
          setChosen={setChosen}
        />
      )}
    </>
  );
}

interface Look {
  readonly stage?: ModelStage | undefined;
  readonly order?: VersionOrder;
  readonly compare?: string;
}

/** What the address says of this table, and how to change it. */
function useLook(name: string) {
  const search: Readonly<Record<string, unknown>> = useSearch({ strict: false });
  const navigate = useNavigate();
  const look = (next: Look): void => {
    const { stage, order, ...rest } = { ...search, ...next };
    const changed = {
      ...rest,
      ...(stage !== undefined && { stage }),
      ...(typeof order === "object" && order !== null ? { order: textOf(order as VersionOrder) } : { order }),
    };
    void navigate({ to: "/models/$name", params: { name }, search: changed as never });
  };
  return {
    stage: stages.find((one) => one === search["stage"]),
    order: versionOrderOf(search["order"]),
    look,
  };
}

function textOf({ field, direction }: VersionOrder): string {
  return `${field} ${direction}`;
}
