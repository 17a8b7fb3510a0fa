/** All registered models: search, what is in which stage, and a new one. */
import { useState } from "react";
import { useInfiniteQuery } from "@tanstack/react-query";
import { Link, useNavigate, useSearch } from "@tanstack/react-router";
import { Plus } from "lucide-react";
import { Button } from "react-aria-components";
import type { RegisteredModel } from "../../entities.js";
import { Failure } from "../parts/failure.js";
import { Loading } from "../parts/loading.js";
import { Time } from "../parts/time.js";
import { CreateModel } from "./create_model.js";
import { ModelSearch } from "./model_search.js";
import { MoreOnScroll } from "./more_on_scroll.js";
import { NoModels } from "./no_models.js";
import { type ModelOrder, modelsQuery } from "./registry.js";
import { SortHeader } from "./sort_header.js";
import { Stage } from "./stage.js";
import "./models.css";

const orders: readonly ModelOrder[] = [
  "name ASC",
  "name DESC",
  "last_updated_timestamp ASC",
  "last_updated_timestamp DESC",
];

export function ModelsPage() {
  const found = useSearch({ strict: false }) as { readonly search?: unknown; readonly order?: unknown };
  const search = typeof found.search === "string" || typeof found.search === "number" ? String(found.search) : "";
  const order = orders.find((one) => one === found.order) ?? "name ASC";
  const navigate = useNavigate();
  const [creating, setCreating] = useState(false);
  const query = useInfiniteQuery(modelsQuery(search, order));
  const models = query.data?.pages.flatMap((page) => page.models) ?? [];
  const look = (next: { search?: string; order?: ModelOrder }): void => {
    const state = { search, order, ...next };
    void navigate({
      to: "/models",
      search: {
        ...(state.search !== "" && { search: state.search }),
        ...(state.order !== "name ASC" && { order: state.order }),
      } as never,
      replace: true,
    });
  };
  return (
    <div className="page">
      <div className="page-head">
        <h1>Models</h1>
        <span className="muted" aria-live="polite">
          {query.data !== undefined && countOf(models.length, query.hasNextPage, search)}
        </span>
        <span className="spacer" />
        <Button className="react-aria-Button primary" onPress={() => setCreating(true)}>
          <Plus aria-hidden size={15} />
          New model
        </Button>
      </div>
      <ModelSearch search={search} onSearch={(next) => look({ search: next })} />
      {query.isPending ? (
        <Loading what="models" />
      ) : query.isError ? (
        <Failure error={query.error} onRetry={() => void query.refetch()} />
      ) : models.length === 0 ? (
        <NoModels search={search} onClear={() => look({ search: "" })} />
      ) : (
        <>
          <ModelsTable models={models} order={order} onOrder={(next) => look({ order: next })} />
          <MoreOnScroll query={query} what="models" />
        </>
      )}
      {creating && <CreateModel onClose={() => setCreating(false)} />}
    </div>
  );
}

function countOf(shown: number, more: boolean, search: string): string {
  const count = `${shown}${more ? "+" : ""} ${shown === 1 && !more ? "model" : "models"}`;
  return search === "" ? count : `${count} ${shown === 1 && !more ? "matches" : "match"}`;
}

interface ModelsTableProps {
  readonly models: readonly RegisteredModel[];
  readonly order: ModelOrder;
  readonly onOrder: (order: ModelOrder) => void;
}

function ModelsTable({ models, order, onOrder }: ModelsTableProps) {
  const [column, direction] = order.split(" ") as [string, "ASC" | "DESC"];
  const sort = (field: "name" | "last_updated_timestamp") => ({
    direction: column === field ? direction : undefined,
    onSort: (next: "ASC" | "DESC") => onOrder(`${field} ${next}`),
  });
  return (
    <div className="scroll-x">
      <table className="table models-table">
        <thead>
          <tr>
            <SortHeader {...sort("name")}>Name</SortHeader>
            <th scope="col">Latest versions</th>
            <th scope="col">Aliases</th>
            <th scope="col">Tags</th>
            <th scope="col">Description</th>
            <SortHeader {...sort("last_updated_timestamp")}>Last modified</SortHeader>
          </tr>
        </thead>
        <tbody>
          {models.map((model) => (
            <ModelRow key={model.name} model={model} />
          ))}
        </tbody>
      </table>
    </div>
  );
}

function ModelRow({ model }: { readonly model: RegisteredModel }) {
  const latest = [...model.latestVersions].sort((a, b) => Number(b.version) - Number(a.version));
  return (
    <tr>
      <th scope="row" className="models-name">
        <Link to="/models/$name" params={{ name: model.name }}>
          {model.name}
        </Link>
      </th>
      <td>
        <ul className="models-chips">
          {latest.map(({ version, currentStage }) => (
            <li key={version}>
              <Link to="/models/$name/versions/$version" params={{ name: model.name, version }}>
                {`v${version}`}
              </Link>
              {currentStage !== "None" && <Stage stage={currentStage} />}
            </li>
          ))}
          {latest.length === 0 && <li className="muted">No versions</li>}
        </ul>
      </td>
      <td>
        <ul className="models-chips">
          {Object.entries(model.aliases).map(([alias, version]) => (
            <li key={alias} className="chip">
              {`@${alias} → v${version}`}
            </li>
          ))}
        </ul>
      </td>
      <td>
        <ul className="models-chips">
          {Object.entries(model.tags).map(([key, value]) => (
            <li key={key} className="chip">
              <b>{key}</b> {value}
            </li>
          ))}
        </ul>
      </td>
      <td>
        <div className="models-excerpt" title={model.description}>
          {model.description}
        </div>
      </td>
      <td>
        <Time timeMs={model.lastUpdatedTimeMs} />
      </td>
    </tr>
  );
}
