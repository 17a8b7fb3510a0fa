/** What runs read and made: datasets and logged models. Edges are rows of `inputs`, as MLflow draws them. */
import { randomUUID } from "node:crypto";
import type { DatasetInput, DatasetSummary, ModelInput, ModelOutput, Run } from "../../entities.js";
import { TrackingError } from "../../errors.js";
import { checkDatasetInputs, checkExperimentId, checkInteger } from "../../validate.js";
import type { RunInputs } from "../store.js";
import type { Connection } from "./connection.js";
import { idList, inWorkspace } from "./experiments.js";
import { adoptTables, hasTable, inputStepsTable, makeInputSteps } from "./logged_model_tables.js";
import { activeRun } from "./run_rows.js";

export function logInputs(connection: Connection, runId: string, inputs: RunInputs): void {
  const given = inputs.datasets ?? [];
  checkDatasetInputs(given); // also those that do not count
  const datasets = firstOfEach(given);
  connection.write(() => {
    const { experimentId } = activeRun(connection, runId);
    for (const input of datasets) {
      const datasetId = datasetIdOf(connection, experimentId, input.dataset);
      const inputId = link(connection, ["DATASET", datasetId, "RUN", runId]);
      if (inputId !== undefined) writeInputTags(connection, inputId, input.tags);
    }
    for (const { modelId } of inputs.models ?? []) link(connection, ["RUN_INPUT", runId, "MODEL_INPUT", modelId]);
  });
}

export function logOutputs(connection: Connection, runId: string, models: readonly ModelOutput[]): void {
  for (const { modelId, step } of models) checkInteger(`step of model '${modelId}'`, step);
  connection.write(() => {
    activeRun(connection, runId);
    for (const { modelId, step } of models) {
      const edge: Edge = ["RUN_OUTPUT", runId, "MODEL_OUTPUT", modelId];
      writeStep(connection, link(connection, edge) ?? inputIdOf(connection, edge), step);
    }
  });
}

/** At most 1000, in order of experiment, name and digest. The joins go from the datasets on, not through all inputs of the file. */
export function searchDatasets(connection: Connection, experimentIds: readonly string[]): DatasetSummary[] {
  checkDatasetExperiments(experimentIds);
  return connection
    .all<{ experiment_id: string; name: string; digest: string; context: string | null }>(
      `SELECT DISTINCT CAST(d.experiment_id AS TEXT) AS experiment_id, d.name, d.digest, t.value AS context
       FROM datasets d CROSS JOIN experiments USING (experiment_id)
       CROSS JOIN inputs i ON i.source_type = 'DATASET' AND i.source_id = d.dataset_uuid
       LEFT JOIN input_tags t ON t.input_uuid = i.input_uuid AND t.name = 'mlflow.data.context'
       WHERE d.experiment_id IN (SELECT value FROM json_each(?)) AND ${inWorkspace(connection)}
       ORDER BY d.experiment_id, d.name, d.digest, context LIMIT 1000`,
      idList(experimentIds),
    )
    .map((row) => ({ ...row, experimentId: row.experiment_id }))
    .map(({ experimentId, name, digest, context }) => ({ experimentId, name, digest, context }));
}

function checkDatasetExperiments(experimentIds: readonly string[]): void {
  const refuse = (message: string) => new TrackingError("INVALID_PARAMETER_VALUE", message);
  if (experimentIds.length === 0) throw refuse("SearchDatasets request must specify at least one experiment_id.");
  if (experimentIds.length > 20) {
    throw refuse(
      "SearchDatasets request cannot specify more than 20 experiment_ids. " +
        `Received ${experimentIds.length} experiment_ids.`,
    );
  }
  for (const id of experimentIds) checkExperimentId(id);
}

export type RunLinks = Pick<Run, "inputs" | "outputs">;

interface Links {
  readonly datasets: DatasetInput[];
  readonly models: ModelInput[];
  readonly outputs: ModelOutput[];
}

/** Inputs and outputs of the runs that have any; `runIds` is a JSON list. */
export function runLinks(connection: Connection, runIds: string): Map<string, RunLinks> {
  const links = new Map<string, Links>();
  const of = (runId: string) => {
    const known = links.get(runId) ?? { datasets: [], models: [], outputs: [] };
    links.set(runId, known);
    return known;
  };
  for (const row of datasetRows(connection, runIds)) {
    of(row.run_id).datasets.push({
      dataset: {
        name: row.name,
        digest: row.digest,
        sourceType: row.dataset_source_type,
        source: row.dataset_source,
        schema: row.dataset_schema,
        profile: row.dataset_profile,
      },
      tags: JSON.parse(row.tags) as Record<string, string>,
    });
  }
  for (const row of modelRows(connection, runIds)) {
    if (row.source_type === "RUN_INPUT") of(row.run_id).models.push({ modelId: row.model_id });
    else of(row.run_id).outputs.push({ modelId: row.model_id, step: row.step });
  }
  return new Map(
    [...links].map(([runId, { datasets, models, outputs }]) => [
      runId,
      { inputs: { datasets, models }, outputs: { models: outputs } },
    ]),
  );
}

interface DatasetRow {
  run_id: string;
  name: string;
  digest: string;
  dataset_source_type: string;
  dataset_source: string;
  dataset_schema: string | null;
  dataset_profile: string | null;
  tags: string;
}

function datasetRows(connection: Connection, runIds: string): DatasetRow[] {
  return connection.all<DatasetRow>(
    `SELECT i.destination_id AS run_id, d.name, d.digest, d.dataset_source_type, d.dataset_source, d.dataset_schema,
       d.dataset_profile,
       (SELECT json_group_object(t.name, t.value) FROM input_tags t WHERE t.input_uuid = i.input_uuid) AS tags
     FROM inputs i JOIN datasets d ON d.dataset_uuid = i.source_id
     WHERE i.destination_type = 'RUN' AND i.source_type = 'DATASET'
       AND i.destination_id IN (SELECT value FROM json_each(?))
     ORDER BY i.rowid`,
    runIds,
  );
}

interface ModelRow {
  run_id: string;
  source_type: "RUN_INPUT" | "RUN_OUTPUT";
  model_id: string;
  step: number;
}

function modelRows(connection: Connection, runIds: string): ModelRow[] {
  return connection.all<ModelRow>(
    `SELECT i.source_id AS run_id, i.source_type, i.destination_id AS model_id, ${stepOf(connection)} AS step
     FROM inputs i
     WHERE (i.source_type, i.destination_type) IN (VALUES ('RUN_INPUT', 'MODEL_INPUT'), ('RUN_OUTPUT', 'MODEL_OUTPUT'))
       AND i.source_id IN (SELECT value FROM json_each(?))
     ORDER BY i.rowid`,
    runIds,
  );
}

/** Also between MLflow's migration and the move of our steps into its column. */
function stepOf(connection: Connection): string {
  const theirs = connection.layout.inputSteps ? "i.step" : "0";
  if (!hasTable(connection, inputStepsTable)) return theirs;
  return `coalesce((SELECT s.step FROM ${inputStepsTable} s WHERE s.input_uuid = i.input_uuid), ${theirs})`;
}

/** A dataset that is named twice counts once, the first time. */
function firstOfEach(inputs: readonly DatasetInput[]): DatasetInput[] {
  const first = new Map<string, DatasetInput>();
  for (const input of inputs) {
    const key = JSON.stringify([input.dataset.name, input.dataset.digest]);
    if (!first.has(key)) first.set(key, input);
  }
  return [...first.values()];
}

function datasetIdOf(connection: Connection, experimentId: string, dataset: DatasetInput["dataset"]): string {
  const known = connection.get<{ id: string }>(
    "SELECT dataset_uuid AS id FROM datasets WHERE experiment_id = ? AND name = ? AND digest = ?",
    experimentId,
    dataset.name,
    dataset.digest,
  );
  if (known !== undefined) return known.id;
  const id = newId();
  connection.run(
    `INSERT INTO datasets (dataset_uuid, experiment_id, name, digest, dataset_source_type, dataset_source, dataset_schema,
       dataset_profile) VALUES (?, ?, ?, ?, ?, ?, ?, ?)`,
    id,
    experimentId,
    dataset.name,
    dataset.digest,
    dataset.sourceType,
    dataset.source,
    dataset.schema,
    dataset.profile,
  );
  return id;
}

/** Source type and id, destination type and id. */
type Edge = readonly [string, string, string, string];

/** The new row's id; undefined when the edge was there. */
function link(connection: Connection, edge: Edge): string | undefined {
  const id = newId();
  const added = connection.run(
    `INSERT INTO inputs (input_uuid, source_type, source_id, destination_type, destination_id) VALUES (?, ?, ?, ?, ?)
     ON CONFLICT (source_type, source_id, destination_type, destination_id) DO NOTHING`,
    id,
    ...edge,
  );
  return added === 1 ? id : undefined;
}

function inputIdOf(connection: Connection, edge: Edge): string {
  return connection.get<{ id: string }>(
    `SELECT input_uuid AS id FROM inputs
     WHERE source_type = ? AND source_id = ? AND destination_type = ? AND destination_id = ?`,
    ...edge,
  )!.id;
}

function writeInputTags(connection: Connection, inputId: string, tags: DatasetInput["tags"]): void {
  for (const [name, value] of Object.entries(tags)) {
    connection.run("INSERT INTO input_tags (input_uuid, name, value) VALUES (?, ?, ?)", inputId, name, value);
  }
}

function writeStep(connection: Connection, inputId: string, step: number): void {
  if (connection.layout.inputSteps) {
    adoptTables(connection); // MLflow may have migrated the file while it was open
    connection.run("UPDATE inputs SET step = ? WHERE input_uuid = ?", step, inputId);
    return;
  }
  makeInputSteps(connection);
  connection.run(
    `INSERT INTO ${inputStepsTable} (input_uuid, step) VALUES (?, ?)
     ON CONFLICT (input_uuid) DO UPDATE SET step = excluded.step`,
    inputId,
    step,
  );
}

function newId(): string {
  return randomUUID().replaceAll("-", "");
}
