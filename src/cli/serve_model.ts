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
  readonly contentType: "json" | "csv";
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
    .usage("-m URI [-i FILE] [-o FILE] [-t json|csv]")
    .description("Predict once from a file in a format of POST /invocations.")
    .option("-i, --input-path <file>", "default: standard input")
    .option("-o, --output-path <file>", "default: standard output")
    .addOption(new Option("-t, --content-type <type>", "of the input").choices(["json", "csv"]).default("json"))
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
    const request = (await import("../models/how_to_predict.js")).exampleRequest(server.url, model.metadata);
    const lines = [
      `labbook serves the model ${options.modelUri} at ${server.url}`,
      ...(request === null ? [] : [`  try: ${request}`]),
      "Ctrl-C ends it.",
    ];
    process.stdout.write(`${lines.join("\n")}\n`);
    const [first] = await firstSignal();
    process.stderr.write(`${first}: finishing the requests in hand; once more ends at once\n`);
    await server.close();
  });
}

async function predict(options: PredictOptions): Promise<void> {
  const { inputPath, outputPath, contentType } = options;
  const text = readFileSync(inputPath ?? process.stdin.fd, "utf8");
  await withModel(options, async (model) => {
    const { predicted, predictionsText, requestInput } = await import("../server/scoring.js");
    const { input, params } = await requestInput(text, contentType, model.metadata.signature);
    const answer = `${predictionsText(await predicted(model, input, params))}\n`;
    if (outputPath === undefined) process.stdout.write(answer);
    else writeFileSync(outputPath, answer);
  });
}
