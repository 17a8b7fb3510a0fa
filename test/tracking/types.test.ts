/** Misuse of the public API that the type checker must find; `npm run typecheck` fails when one of these is no error any more. */
import * as mlflow from "labbook";
import { DictVectorizer, Frame, Lasso, readParquet } from "labbook/ml";
import { expectTypeOf, it } from "vitest";

/** Never called: only its types matter. */
export async function misuse(): Promise<void> {
  // @ts-expect-error a metric is a number
  await mlflow.logMetric("rmse", "7.5");
  // @ts-expect-error a metric needs a value
  await mlflow.logMetric("rmse");
  // @ts-expect-error a param is text, a number, a boolean or the like, not a function
  await mlflow.logParam("model", () => 1);
  // @ts-expect-error metrics are numbers
  await mlflow.logMetrics({ rmse: "low" });
  // @ts-expect-error there is no such status
  await mlflow.endRun("DONE");
  // @ts-expect-error the step is a number
  await mlflow.logMetric("rmse", 1, { step: "3" });
  // @ts-expect-error a misspelt option
  await mlflow.withRun({ runname: "x" }, () => 1);
  // @ts-expect-error a misspelt option
  await mlflow.searchRuns({ order: "metrics.rmse" });
  const client = new mlflow.MlflowClient();
  // @ts-expect-error a version is needed
  await client.setRegisteredModelAlias("taxi", "champion");
  // @ts-expect-error a misspelt keyword
  await client.transitionModelVersionStage({ name: "taxi", version: 1, stage: "Staging", archiveExisting: true });
  // @ts-expect-error either Python's order or one object, not both
  await client.getModelVersion({ name: "taxi" }, 1);
  // @ts-expect-error there is no such view
  await client.searchRuns({ experimentIds: "1", runViewType: "ACTIVE" });
  // @ts-expect-error the context is an option
  await mlflow.logInput(mlflow.data.fromUrl("https://a/b.csv"), "training");
  // @ts-expect-error alpha is a number
  new Lasso({ alpha: "0.1" });
  // @ts-expect-error features are text, numbers or booleans
  new DictVectorizer().fit([{ pickup: new Date() }]);
  const trips = await readParquet<{ distance: number }>("trips.parquet", { columns: ["distance"] });
  // @ts-expect-error no such column
  trips.column("distances");
  // @ts-expect-error no such column in a row
  trips.filter((trip) => trip.duration > 1);
}

it("knows what comes back", () => {
  expectTypeOf(mlflow.withRun<number>).returns.toEqualTypeOf<Promise<number>>();
  expectTypeOf(mlflow.getRun).returns.resolves.toEqualTypeOf<mlflow.Run>();
  const frame = Frame.fromRecords([{ a: 1, b: "x" }]).with("c", (row) => row.a > 0);
  expectTypeOf(frame.column("c")).toEqualTypeOf<readonly boolean[]>();
});
