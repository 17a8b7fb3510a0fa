/** Brings the logged models of an experiment over: before its runs, which refer to them, the ids; after them the rest. */
import type { LoggedModel } from "../entities.js";
import { originTags } from "../store/import_target.js";
import { checkRunId } from "../validate.js";
import { copyArtifacts } from "./copy_artifacts.js";
import { type Journey, noting, progress } from "./journey.js";
import { homeTags, loggedModelOrigin } from "./origin.js";
import { isNotThere } from "./store_reader.js";

/** Makes those that are not there yet, and learns what each is called over there. */
export async function makeLoggedModels(journey: Journey, sourceId: string, experimentId: string): Promise<void> {
  const there = new Map<string, string>();
  for await (const model of journey.there.loggedModels(experimentId))
    there.set(loggedModelOrigin(model), model.modelId);
  for await (const model of journey.from.loggedModels(sourceId)) {
    if (!journey.loggedModels) return;
    checkRunId(model.modelId); // ids of models are written as ids of runs are; this one becomes part of a path
    const origin = loggedModelOrigin(model);
    const known = there.get(origin) ?? there.get(model.modelId);
    if (known !== undefined) journey.modelIds.set(model.modelId, known);
    else await makeLoggedModel(journey, model, experimentId, origin);
  }
}

async function makeLoggedModel(
  journey: Journey,
  model: LoggedModel,
  experimentId: string,
  origin: string,
): Promise<void> {
  await noting(journey, `logged model ${model.modelId}`, async () => {
    try {
      const made = await journey.target.makeLoggedModel(experimentId, translated(journey, model, experimentId), origin);
      journey.modelIds.set(model.modelId, made);
    } catch (error) {
      if (!isNotThere(error)) throw error;
      journey.loggedModels = false;
      journey.summary.notes.push("logged models stay behind: the target knows none (MLflow 2)");
    }
  });
}

/** Their metrics, files, tags and states; their runs are there. */
export async function finishLoggedModels(journey: Journey, sourceId: string, experimentId: string): Promise<void> {
  const there = new Map<string, LoggedModel>();
  for await (const model of journey.there.loggedModels(experimentId)) there.set(model.modelId, model);
  for await (const source of journey.from.loggedModels(sourceId)) {
    const modelId = journey.modelIds.get(source.modelId);
    const other = modelId === undefined ? undefined : there.get(modelId);
    if (modelId === undefined || other === undefined) continue;
    journey.folders.set(source.artifactUri, other.artifactUri);
    const what = `logged model ${source.modelId}`;
    await noting(journey, what, async () => {
      const model = translated(journey, source, experimentId);
      for (const metric of model.metrics) {
        if (
          other.metrics.some((one) => one.key === metric.key && one.step === metric.step && one.runId === metric.runId)
        )
          continue;
        await journey.target.writeMetrics(metric.runId, [{ ...metric, modelId }]);
      }
      await noting(journey, `files of ${what}`, () =>
        copyArtifacts(journey, source.artifactUri, other.artifactUri, what),
      );
      await journey.target.finishLoggedModel(modelId, model);
      journey.summary.loggedModels += 1;
    });
    progress(journey, what);
  }
}

function translated(journey: Journey, model: LoggedModel, experimentId: string): LoggedModel {
  const there = (runId: string) => journey.runIds.get(runId) ?? runId;
  const isHome = model.tags[originTags.loggedModel] === journey.modelIds.get(model.modelId);
  return {
    ...model,
    experimentId,
    tags: isHome ? homeTags(model.tags, originTags.loggedModel) : model.tags,
    sourceRunId: model.sourceRunId === null ? null : there(model.sourceRunId),
    metrics: model.metrics
      .filter((metric) => journey.runIds.has(metric.runId))
      .map((metric) => ({ ...metric, runId: there(metric.runId) })),
  };
}
