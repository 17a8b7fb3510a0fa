/** Puts a server together: opens its stores, gives it its routes and its socket. */
import { isAbsolute, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { TrackingError } from "../errors.js";
import { withoutCredentials } from "../http/address.js";
import { openStore } from "../store/open.js";
import { noticedWrites } from "../store/noticed_writes.js";
import type { RunColumns } from "../store/run_columns.js";
import { searchedColumns } from "../store/searched_columns.js";
import type { Store } from "../store/store.js";
import { createApp, createHandlers } from "./app.js";
import { ArtifactPlaces } from "./artifact_places.js";
import { answerArtifacts } from "./artifact_routes.js";
import { artifactsOnly } from "./artifacts_only.js";
import { graphqlRoute } from "./graphql_route.js";
import { listen, type Serving } from "./listen.js";
import { mlflowVersion } from "./mlflow_version.js";
import { answerPageArtifacts } from "./page/artifact_routes.js";
import { pageRunRoutes } from "./page/runs/routes.js";
import { RunSource } from "./page/runs/source.js";
import { builtPage, staticFiles } from "./page/static_files.js";
import type { Security } from "./security.js";
import { storeUri } from "./store_uri.js";

export interface ServerOptions {
  /** An MLflow server to stand before, with all that it keeps, instead of a store of our own: `http://localhost:5000`. */
  readonly trackingUri?: string;
  /** `sqlite:///mlflow.db`, or the path of the file. */
  readonly backendStoreUri: string;
  readonly registryStoreUri: string;
  /** Default: `mlflow-artifacts:/` where artifacts are served, else `./mlruns`. */
  readonly defaultArtifactRoot?: string;
  readonly serveArtifacts: boolean;
  readonly artifactsOnly: boolean;
  /** Folder of `mlflow-artifacts:/`. */
  readonly artifactsDestination: string;
  /** Schemes such as `https` by which a client may make the server name other hosts than its own; default none. */
  readonly allowedArtifactSchemes?: readonly string[];
  readonly host: string;
  /** 0 picks a free one. */
  readonly port: number;
  /** "" or like "/mlflow". */
  readonly staticPrefix: string;
  readonly security: Security;
  /** Folder of the built page; default: the package's own. */
  readonly pageFolder?: string;
}

export interface RunningServer {
  readonly url: string;
  /** What to tell who started it. */
  readonly greeting: string;
  /** Finishes the requests in hand, for `graceMs` (10 s) at most, and closes the stores. */
  close(graceMs?: number): Promise<void>;
}

/** Rejects with a `TrackingError` that names the option to change. */
export async function startServer(options: ServerOptions): Promise<RunningServer> {
  const { trackingUri } = options;
  const served = trackingUri === undefined && (options.serveArtifacts || options.artifactsOnly);
  const destination = served ? destinationFolder(options) : null;
  const places = new ArtifactPlaces(destination, trackingUri);
  const stores = options.artifactsOnly ? null : await openStores(options);
  const serves = [
    ...(stores === null ? [] : [`store: ${withoutCredentials(stores.tracking.uri)}`]),
    ...(stores?.tracking.readOnlyReason === undefined ? [] : [`only read: ${stores.tracking.readOnlyReason}`]),
    ...(stores === null || stores.registry === stores.tracking
      ? []
      : [`registry: ${withoutCredentials(stores.registry.uri)}`]),
    artifactsLine(destination, trackingUri),
  ];
  try {
    const serving = servingOf(options, stores, places);
    const { url, close } = await listen(serving, options.host, options.port);
    return {
      url,
      greeting: greeting(url, stores === null ? serves : [`page: ${url}/`, ...serves], options.host),
      close: async (graceMs = 10_000) => {
        await close(graceMs);
        await closeStores(stores);
      },
    };
  } catch (error) {
    await closeStores(stores);
    throw error;
  }
}

interface Stores {
  readonly tracking: Store;
  readonly registry: Store;
  readonly columns: RunColumns;
}

function servingOf(options: ServerOptions, stores: Stores | null, places: ArtifactPlaces): Serving {
  const { security, staticPrefix, serveArtifacts } = options;
  const artifacts: Serving["routes"][number] = (exchange) =>
    answerArtifacts(exchange, { tracking: stores?.tracking ?? null, registry: stores?.registry ?? null, places });
  if (stores === null) {
    return { routes: [artifacts], api: artifactsOnly(mlflowVersion), security, staticPrefix };
  }
  const folder = options.pageFolder ?? builtPage();
  const info = { version: mlflowVersion, artifactServing: serveArtifacts };
  const hosts = {
    trusted: [options.defaultArtifactRoot ?? "", options.artifactsDestination],
    allowedSchemes: options.allowedArtifactSchemes ?? [],
  };
  const handlers = createHandlers({ ...stores, places, hosts });
  const app = createApp({ ...stores, handlers, info });
  return {
    routes: [
      artifacts,
      (exchange) => answerPageArtifacts(exchange, { sources: { ...stores, places }, security, folder }),
      pageRunRoutes(new RunSource(stores.tracking, stores.columns), () => revisionOf(stores)),
      graphqlRoute(handlers),
      staticFiles(security, folder),
    ],
    api: (request, bindings) => app.fetch(request, bindings),
    security,
    staticPrefix,
  };
}

/** Of runs and models, which may be in stores of their own; undefined: one of the two cannot tell. */
function revisionOf({ tracking, registry, columns }: Stores): string | undefined {
  const runs = columns.revision();
  if (registry === tracking) return runs;
  const models = registry.columns?.revision();
  return runs === undefined || models === undefined ? undefined : `${runs}-${models}`;
}

async function openStores(options: ServerOptions): Promise<Stores> {
  const { trackingUri } = options;
  const artifactRoot = options.defaultArtifactRoot ?? (options.serveArtifacts ? "mlflow-artifacts:/" : "mlruns");
  const backend = trackingUri ?? storeUri(options.backendStoreUri);
  const registry = options.registryStoreUri === trackingUri ? backend : storeUri(options.registryStoreUri);
  const { tracking, columns } = withColumns(openStore(backend, { artifactRoot }));
  if (registry === backend) return { tracking, registry: tracking, columns };
  try {
    return { tracking, registry: openStore(registry, { artifactRoot, tracking }), columns };
  } catch (error) {
    await tracking.close();
    throw error;
  }
}

/** What is kept of another server's runs holds until this one changes something there. */
function withColumns(store: Store): Pick<Stores, "tracking" | "columns"> {
  if (store.columns !== undefined) return { tracking: store, columns: store.columns };
  const columns = searchedColumns(store);
  return { tracking: noticedWrites(store, () => columns.forget()), columns };
}

async function closeStores(stores: Stores | null): Promise<void> {
  if (stores === null) return;
  if (stores.registry !== stores.tracking) await stores.registry.close();
  await stores.tracking.close();
}

function destinationFolder({ artifactsDestination: text }: ServerOptions): string {
  if (text.startsWith("file:")) return fileURLToPath(text);
  if (isAbsolute(text) || !/^[a-z][a-z0-9+.-]+:/i.test(text)) return resolve(text);
  throw new TrackingError(
    "INVALID_PARAMETER_VALUE",
    `cannot keep artifacts at '${text}': this server keeps them in a folder; give one with --artifacts-destination, or let clients reach ${text} by themselves with --no-serve-artifacts --default-artifact-root ${text}`,
  );
}

function artifactsLine(destination: string | null, trackingUri: string | undefined): string {
  if (trackingUri !== undefined) return "artifacts: where that server keeps them";
  return destination === null ? "artifacts: not served" : `artifacts: ${destination}, as mlflow-artifacts:/`;
}

function greeting(url: string, serves: readonly string[], host: string): string {
  const open = !["127.0.0.1", "localhost", "::1"].includes(host);
  return [
    `labbook serves MLflow's API at ${url}`,
    ...serves.map((line) => `  ${line}`),
    `  clients: MLFLOW_TRACKING_URI=${url}`,
    ...(open
      ? [
          "  Whoever reaches this address can read and change everything: there are no passwords.",
          "  Clients that name this machine otherwise than by its address need --allowed-hosts.",
        ]
      : []),
    "Ctrl-C ends it.",
    "",
  ].join("\n");
}
