/** MLflow's API over a store, as a function from request to answer; `listen.ts` puts it on a socket. */
import type { ModelRegistry } from "../store/registry.js";
import type { TrackingStore } from "../store/store.js";
import { errorPage } from "./answer.js";
import { apiRoutes } from "./api_routes.js";
import { experimentHandlers } from "./experiments.js";
import { type App, type Call, newApp } from "./hono.js";
import { errorAnswer } from "./http_errors.js";
import { loggedModelHandlers } from "./logged_models.js";
import { metaRoutes, type ServerInfo } from "./meta.js";
import { bulkHistoryRoute, metricHandlers } from "./metrics.js";
import { modelVersionHandlers } from "./model_versions.js";
import { registeredModelHandlers } from "./registered_models.js";
import { runHandlers } from "./runs.js";

export interface AppOptions {
  readonly tracking: TrackingStore;
  readonly registry: ModelRegistry;
  readonly info: ServerInfo;
}

export function createApp({ tracking, registry, info }: AppOptions): App {
  const app = newApp();
  metaRoutes(app, info);
  apiRoutes(app, {
    ...experimentHandlers(tracking),
    ...runHandlers(tracking),
    ...metricHandlers(tracking),
    ...loggedModelHandlers(tracking),
    ...registeredModelHandlers(registry),
    ...modelVersionHandlers(registry),
  });
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
