/** Code that gets a run, and a model of it, back: TypeScript with labbook, Python with mlflow. Pure. */

export interface RunCode {
  readonly typescript: string;
  readonly python: string;
}

/** `modelUri` null: the run has no model. */
export function runCode(trackingUri: string, runId: string, modelUri: string | null): RunCode {
  const text = JSON.stringify;
  return {
    typescript: [
      `import * as mlflow from "labbook";`,
      ``,
      `await mlflow.setTrackingUri(${text(trackingUri)});`,
      `const run = await mlflow.getRun(${text(runId)});`,
      `console.log(run.data.params, run.data.metrics);`,
      ...(modelUri === null ? [] : [``, `const model = await mlflow.loadModel(${text(modelUri)});`]),
    ].join("\n"),
    python: [
      `import mlflow`,
      ``,
      `mlflow.set_tracking_uri(${text(trackingUri)})`,
      `run = mlflow.get_run(${text(runId)})`,
      `print(run.data.params, run.data.metrics)`,
      ...(modelUri === null ? [] : [``, `model = mlflow.pyfunc.load_model(${text(modelUri)})`]),
    ].join("\n"),
  };
}
