/** `labbook server` and `labbook ui`: its options, with the environment variables of MLflow's. */
import { Command, InvalidArgumentError, Option } from "commander";
import { TrackingError } from "../errors.js";
import { isServerUri } from "../http/address.js";
import type { ServerOptions } from "../server/start.js";
import { firstSignal, portNumber } from "./serving_process.js";

interface Options {
  readonly trackingUri?: string;
  readonly backendStoreUri: string;
  readonly registryStoreUri?: string;
  readonly defaultArtifactRoot?: string;
  readonly serveArtifacts?: boolean;
  readonly artifactsDestination: string;
  readonly artifactsOnly?: boolean;
  readonly host: string;
  readonly port: number;
  readonly allowedHosts?: string[];
  readonly corsAllowedOrigins?: string[];
  readonly xFrameOptions: string;
  readonly frameAncestors?: string[];
  readonly staticPrefix: string;
}

export function serverCommand(): Command {
  return new Command("server")
    .alias("ui")
    .usage("[--backend-store-uri U | --tracking-uri U] [--host H] [--port N]")
    .description("Serve a store to MLflow's clients and to labbook over HTTP: tracking, registry and artifacts.")
    .helpOption("--help", "display help for command") // -h is the host, as in MLflow
    .addOption(
      new Option("--backend-store-uri <uri>", "the store: a SQLite file")
        .env("MLFLOW_BACKEND_STORE_URI")
        .default("sqlite:///mlflow.db"),
    )
    .addOption(
      new Option(
        "--tracking-uri <uri>",
        "show what an MLflow server keeps instead, e.g. http://localhost:5000",
      ).argParser(trackingUri),
    )
    .addOption(
      new Option("--registry-store-uri <uri>", "the store of registered models (default: the same)").env(
        "MLFLOW_REGISTRY_STORE_URI",
      ),
    )
    .addOption(
      new Option(
        "--default-artifact-root <uri>",
        "where new experiments keep artifacts (default: mlflow-artifacts:/, without --serve-artifacts ./mlruns)",
      ).env("MLFLOW_DEFAULT_ARTIFACT_ROOT"),
    )
    .option("--serve-artifacts", "serve artifacts (default; MLFLOW_SERVE_ARTIFACTS)")
    .option("--no-serve-artifacts", "let clients reach artifacts by themselves")
    .addOption(
      new Option("--artifacts-destination <folder>", "where served artifacts are")
        .env("MLFLOW_ARTIFACTS_DESTINATION")
        .default("./mlartifacts"),
    )
    .option("--artifacts-only", "serve artifacts and nothing else (MLFLOW_ARTIFACTS_ONLY)")
    .addOption(new Option("-h, --host <address>", "0.0.0.0 for all").env("MLFLOW_HOST").default("127.0.0.1"))
    .addOption(
      new Option("-p, --port <number>", "0 picks a free one").env("MLFLOW_PORT").default(5000).argParser(portNumber),
    )
    .addOption(
      new Option("--allowed-hosts <list>", "Host headers to accept, e.g. mlflow.example.com,*.lab.example:*")
        .env("MLFLOW_SERVER_ALLOWED_HOSTS")
        .argParser(list),
    )
    .addOption(
      new Option("--cors-allowed-origins <list>", "pages that may write, e.g. https://ui.example.com")
        .env("MLFLOW_SERVER_CORS_ALLOWED_ORIGINS")
        .argParser(list),
    )
    .addOption(
      new Option("--x-frame-options <value>", "SAMEORIGIN, DENY or NONE")
        .env("MLFLOW_SERVER_X_FRAME_OPTIONS")
        .default("SAMEORIGIN"),
    )
    .addOption(
      new Option(
        "--frame-ancestors <list>",
        "pages that may show this one in a frame, e.g. self,https://hub.example.com",
      )
        .env("LABBOOK_FRAME_ANCESTORS")
        .argParser(ancestors),
    )
    .addOption(
      new Option("--static-prefix <path>", "a path in front of everything, e.g. /mlflow")
        .env("MLFLOW_STATIC_PREFIX")
        .default("")
        .argParser(prefix),
    )
    .action(serve);
}

async function serve(options: Options): Promise<void> {
  process.stderr.on("error", goOnUnheard);
  const { startServer } = await import("../server/start.js");
  (await import("../server/memory.js")).boundHeap();
  const server = await startServer(settings(options));
  process.stdout.write(server.greeting);
  const first = await Promise.race([firstSignal().then(([signal]) => signal), parentGone()]);
  process.stderr.write(`${first}: finishing the requests in hand; once more ends at once\n`);
  await server.close();
}

/** Of the notebook that shows the page (`%ui`): it has a channel to this process. */
function parentGone(): Promise<string> {
  return new Promise((resolve) => {
    process.once("disconnect", () => resolve("The process that started this one has ended"));
  });
}

/** The terminal that started the server may be closed; its clients are still there. */
function goOnUnheard(error: NodeJS.ErrnoException): void {
  if (error.code !== "EPIPE" && error.code !== "EIO") throw error;
}

function settings(options: Options): ServerOptions {
  const { xFrameOptions, frameAncestors, allowedHosts, corsAllowedOrigins, ...rest } = options;
  return {
    ...rest,
    registryStoreUri: options.registryStoreUri ?? options.trackingUri ?? options.backendStoreUri,
    serveArtifacts: options.serveArtifacts ?? environmentSwitch("MLFLOW_SERVE_ARTIFACTS", true),
    artifactsOnly: options.artifactsOnly ?? environmentSwitch("MLFLOW_ARTIFACTS_ONLY", false),
    allowedArtifactSchemes: list(process.env["MLFLOW_ALLOWED_HOST_ADDRESSED_ARTIFACT_SCHEMES"] ?? ""),
    security: {
      allowedHosts: allowedHosts ?? null,
      allowedOrigins: corsAllowedOrigins ?? [],
      frameOptions: xFrameOptions.toUpperCase() === "NONE" ? null : xFrameOptions.toUpperCase(),
      ...(frameAncestors !== undefined && { frameAncestors }),
    },
  };
}

function trackingUri(text: string): string {
  if (isServerUri(text)) return text;
  throw new InvalidArgumentError(`'${text}' is no address of a server; --backend-store-uri takes a SQLite file.`);
}

function environmentSwitch(name: string, fallback: boolean): boolean {
  const text = process.env[name]?.trim().toLowerCase();
  if (text === undefined || text === "") return fallback;
  if (["1", "true", "t", "yes", "y", "on"].includes(text)) return true;
  if (["0", "false", "f", "no", "n", "off"].includes(text)) return false;
  throw new TrackingError("INVALID_PARAMETER_VALUE", `${name}='${text}' is neither true nor false`);
}

function list(text: string): string[] {
  return text
    .split(",")
    .map((part) => part.trim())
    .filter((part) => part !== "");
}

function prefix(text: string): string {
  if (text === "" || /^(\/[^/?#{}\s]+)+$/.test(text)) return text;
  throw new InvalidArgumentError(`'${text}' must begin with a '/' and not end with one, e.g. /mlflow.`);
}

/** Sources of CSP; `self` may be written without its quotes. */
function ancestors(text: string): string[] {
  const sources = text.split(/[\s,]+/).filter((part) => part !== "");
  const odd = sources.find(
    (part) => !/^(?:'?(?:self|none)'?|\*|[a-z][a-z0-9+.-]*:(?:\/\/[\w.*:[\]-]+\/?)?)$/i.test(part),
  );
  if (odd !== undefined || sources.length === 0) {
    throw new InvalidArgumentError(
      `'${odd ?? text}' is no origin: write self, https://hub.example.com or http://localhost:*.`,
    );
  }
  return sources.map((part) =>
    /^'?(self|none)'?$/i.test(part) ? `'${part.replaceAll("'", "").toLowerCase()}'` : part,
  );
}
