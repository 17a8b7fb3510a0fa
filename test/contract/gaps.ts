/** What a back end cannot do: case → reason. A case that is listed and passes all the same fails the run. */
import { beforeEach } from "vitest";

export type Gaps = Readonly<Record<string, string>>;

/** The server of labbook, through `RestStore`. */
export const ourServer: Gaps = {};

const noLoggedModels = "MLflow 2 has no logged models";
const noNullTests = "MLflow 2 tests no tag and no param for NULL";
const sampledByStep = "MLflow before 3.15 samples by step, not by row";

/** A stock server of the newest MLflow. */
export const mlflow3: Gaps = {
  "logged models: orders, narrows by dataset and pages":
    "a stock server finds nothing by a dataset's name without its digest",
};

/** A stock server of MLflow 2.22. */
export const mlflow2: Gaps = {
  "experiments: keeps the place for artifacts that it was given": "MLflow 2 takes any place for artifacts",
  "experiments: refuses an id that is no number": "MLflow 2 looks for an experiment of any id",
  "experiments: renames and tags": "MLflow 2 cannot delete an experiment's tag",
  "experiments: finds those without a tag": noNullTests,
  "experiments: finds by a list of ids": "MLflow 2 finds no experiments by id",
  "metrics: refuses an empty page of a history and a bad token":
    "MLflow 2 hands out histories whole, and reads no token",
  "metrics: samples histories of several runs, first and last point always among them": sampledByStep,
  "metrics: samples by row where many points share a step": sampledByStep,
  "metrics: refuses a bad sample 3": "MLflow 2 answers with a page instead of an error",
  "run search: finds by metrics.rmse < 2": "MLflow before 3.17 compares NaN as 0",
  "run search: finds by params.lr IS NULL": noNullTests,
  "run search: finds by params.lr IS NOT NULL and": noNullTests,
  "run search: refuses the filter status IN ('FAILED')": "MLflow 2 says it in other words",
  "inputs: refuses what is too long, and runs that are not there or deleted":
    "MLflow 2 checks the inputs before the run",
  "logged models: keeps a model with its params, tags and status": noLoggedModels,
  "logged models: gives a name to one without, and hides a deleted one": noLoggedModels,
  "logged models: refuses the name a/b": noLoggedModels,
  "logged models: refuses the name a:b": noLoggedModels,
  "logged models: refuses the name a.b": noLoggedModels,
  "logged models: refuses the name a%b": noLoggedModels,
  "logged models: refuses an unknown model and tag": noLoggedModels,
  "logged models: takes metrics of a model from the runs that measured it": noLoggedModels,
  "logged models: notes which a run read and made": noLoggedModels,
  'logged models: finds by ""': noLoggedModels,
  "logged models: finds by \"name = 'net'\"": noLoggedModels,
  "logged models: finds by \"name LIKE 'z%'\"": noLoggedModels,
  "logged models: finds by \"attributes.name ILIKE 'NET'\"": noLoggedModels,
  "logged models: finds by \"name IN ('net', 'plain')\"": noLoggedModels,
  "logged models: finds by \"params.lr = '0.1'\"": noLoggedModels,
  "logged models: finds by \"tags.env = 'prod' AND metrics.acc > 0.6\"": noLoggedModels,
  'logged models: finds by "metrics.acc <= 0.9"': noLoggedModels,
  "logged models: finds by \"model_type = 'Agent'\"": noLoggedModels,
  'logged models: finds by "creation_timestamp > 5"': noLoggedModels,
  "logged models: orders, narrows by dataset and pages": noLoggedModels,
  "logged models: refuses a filter and an order that name nothing": noLoggedModels,
  "models: refuses a taken, a missing and a bad name": "MLflow 2 takes '.' as a name",
  "models: refuses a name with a slash or a colon": "MLflow 2 takes such names",
};

/** Expects the cases of this file that are listed to fail. */
export function expectGaps(gaps: Gaps): void {
  beforeEach(({ task }) => {
    if (Object.hasOwn(gaps, task.name)) (task as { fails?: boolean }).fails = true;
  });
}
