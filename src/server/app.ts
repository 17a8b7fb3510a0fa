/** MLflow's API over a store, as a function from request to answer; `listen.ts` puts it on a socket. */
import { type HostPolicy, trustNoHost } from "../artifacts/host_policy.js";
import type { ModelRegistry } from "../store/registry.js";
import type { TrackingStore } from "../store/store.js";
import { errorPage } from "./answer.js";
import { apiRoutes } from "./api_routes.js";
import { artifactHandlers } from "./artifacts.js";
import type { ArtifactPlaces } from "./artifact_places.js";
import { experimentHandlers } from "./experiments.js";
import type { Handlers } from "./handlers.js";
import { type App, type Call, newApp } from "./hono.js";
import { errorAnswer } from "./http_errors.js";
import { loggedModelHandlers } from "./logged_models.js";
import { metaRoutes, type ServerInfo } from "./meta.js";
import { bulkHistoryRoute, metricHandlers } from "./metrics.js";
import { mlflowPageRoutes } from "./mlflow_page.js";
import { modelVersionHandlers } from "./model_versions.js";
import { registeredModelHandlers } from "./registered_models.js";
import { runHandlers } from "./runs.js";

export interface AppOptions {
  readonly tracking: TrackingStore;
  readonly handlers: Handlers;
  readonly info: ServerInfo;
}

export interface HandlerOptions {
  readonly tracking: TrackingStore;
  readonly registry: ModelRegistry;
  readonly places: ArtifactPlaces;
  /** Default: no host but the server itself. */
  readonly hosts?: HostPolicy;
}

/** What answers the endpoints, over HTTP and out of GraphQL queries. */
export function createHandlers({ tracking, registry, places, hosts = trustNoHost }: HandlerOptions): Handlers {
  return {
    ...experimentHandlers(tracking, hosts),
    ...runHandlers(tracking),
    ...metricHandlers(tracking),
    ...artifactHandlers(tracking, places),
    ...loggedModelHandlers(tracking),
    ...registeredModelHandlers(registry),
    ...modelVersionHandlers({ tracking, registry, hosts }),
  };
}

export function createApp({ tracking, handlers, info }: AppOptions): App {
  const app = newApp();
  metaRoutes(app, info);
  mlflowPageRoutes(app);
  apiRoutes(app, handlers);
  bulkHistoryRoute(app, tracking);
  app.onError((error) => errorAnswer(error));
  const methods = methodsByPath(app);
  app.notFound((call) => otherwise(call, methods));
  return app;
}

/** What no route takes: a path that others methods have, or that nobody has. */
function otherwise(call: Call, methods: readonly PathMethods[]): Response {
  const { path } = call.req;
  const known = methods.filter((one) => one.path.test(path)).flatMap((one) => one.methods);
  if (known.length === 0) return errorPage(404);
  const allow = [...new Set(known.flatMap((method) => (method === "GET" ? ["GET", "HEAD"] : [method])))];
  const headers = { Allow: [...allow, "OPTIONS"].sort().join(", ") };
  return call.req.method === "OPTIONS" ? new Response("", { headers }) : errorPage(405, headers);
}

interface PathMethods {
  readonly path: RegExp;
  readonly methods: readonly string[];
}

function methodsByPath(app: App): PathMethods[] {
  return app.routes.map(({ path, method }) => ({
    path: new RegExp(`^${path.replace(/[.]/g, "\\.").replace(/:\w+/g, "[^/]+")}$`),
    methods: [method],
  }));
}
