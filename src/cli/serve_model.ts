/** `labbook models serve` and `predict`: a model behind MLflow's scoring protocol, or once over a file. */
import { readFileSync, writeFileSync } from "node:fs";
import { Command, Option } from "commander";
import type { LoadedModel } from "../models/model.js";
import { firstSignal, portNumber } from "./serving_process.js";
import { absolute, trackingUriIn } from "./tracking.js";
import { type StoreOptions, withStore } from "./with_store.js";

interface ModelOptions extends StoreOptions {
  readonly modelUri: string;
  readonly registryUri?: string;
}

interface ServeOptions extends ModelOptions {
  readonly host: string;
  readonly port: number;
}

interface PredictOptions extends ModelOptions {
  readonly inputPath?: string;
  readonly outputPath?: string;
}

export function serveCommand(): Command {
  return withModelOptions(new Command("serve"))
    .usage("-m URI [--port N] [--host H]")
    .description(
      "Serve a model over HTTP, as `mlflow models serve` does: POST /invocations, GET /ping, /health, /version.",
    )
    .helpOption("--help", "display help for command") // -h is the host, as in MLflow
    .addOption(
      new Option("-p, --port <number>", "0 picks a free one").env("MLFLOW_PORT").default(5000).argParser(portNumber),
    )
    .addOption(new Option("-h, --host <address>", "0.0.0.0 for all").env("MLFLOW_HOST").default("127.0.0.1"))
    .action(serve);
}

export function predictCommand(): Command {
  return withModelOptions(new Command("predict"))
    .usage("-m URI [-i FILE] [-o FILE]")
    .description("Predict once from a file in the format of POST /invocations (JSON).")
    .option("-i, --input-path <file>", "default: standard input")
    .option("-o, --output-path <file>", "default: standard output")
    .action(predict);
}

function withModelOptions(command: Command): Command {
  return command
    .requiredOption(
      "-m, --model-uri <uri>",
      "models:/name/1, models:/name@alias, models:/name/Stage, runs:/<id>/model, or a folder",
    )
    .option(
      "--tracking-uri <uri>",
      "a SQLite file or a server (default: MLFLOW_TRACKING_URI, else sqlite:///mlflow.db)",
    )
    .option("--registry-uri <uri>", "default: MLFLOW_REGISTRY_URI, else the tracking URI")
    .addOption(new Option("--env-manager <name>", "taken and without effect: models run in this Node").hideHelp());
}

/** The model, and the end of what it was read from. */
async function withModel(options: ModelOptions, work: (model: LoadedModel<unknown>) => Promise<void>): Promise<void> {
  const { modelUri, registryUri } = options;
  if (/^(models|runs|mlflow-artifacts):/i.test(modelUri)) await withStore(options, "read", async () => undefined); // none is made
  const [{ loadModel }, { closeStores, setRegistryUri, setTrackingUri }] = await Promise.all([
    import("../load_model.js"),
    import("../tracking_uri.js"),
  ]);
  await setTrackingUri(trackingUriIn(process.cwd(), options.trackingUri));
  if (registryUri !== undefined) setRegistryUri(absolute(registryUri));
  try {
    await work(await loadModel<unknown>(modelUri));
  } finally {
    await closeStores();
  }
}

async function serve(options: ServeOptions): Promise<void> {
  await withModel(options, async (model) => {
    const { serveModel } = await import("../server/scoring.js");
    const server = await serveModel(model, options);
    const body = await exampleRequest(model);
    const request = `curl ${server.url}/invocations -H 'Content-Type: application/json' -d '${body}'`;
    const lines = [
      `labbook serves the model ${options.modelUri} at ${server.url}`,
      ...(body === null ? [] : [`  try: ${request}`]),
      "Ctrl-C ends it.",
    ];
    process.stdout.write(`${lines.join("\n")}\n`);
    const [first] = await firstSignal();
    process.stderr.write(`${first}: finishing the requests in hand; once more ends at once\n`);
    await server.close();
  });
}

async function exampleRequest(model: LoadedModel<unknown>): Promise<string | null> {
  const { exampleBody } = await import("../models/how_to_predict.js");
  return exampleBody(model.metadata);
}

async function predict(options: PredictOptions): Promise<void> {
  const { inputPath, outputPath } = options;
  const text = readFileSync(inputPath ?? process.stdin.fd, "utf8");
  await withModel(options, async (model) => {
    const [{ predicted, predictionsText }, { scoringInput }] = await Promise.all([
      import("../server/scoring.js"),
      import("../models/scoring_input.js"),
    ]);
    const { input, params } = scoringInput(text, model.metadata.signature);
    const answer = `${predictionsText(await predicted(model, input, params))}\n`;
    if (outputPath === undefined) process.stdout.write(answer);
    else writeFileSync(outputPath, answer);
  });
}
