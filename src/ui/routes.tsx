/**
 * Which address shows what. Addresses are hashes with MLflow's own paths (`#/experiments/1/runs/<id>`), so that they work
 * behind any proxy, and links that MLflow's clients print open here too. A page's state is in its search part.
 */
import type { QueryClient } from "@tanstack/react-query";
import {
  createHashHistory,
  createRootRoute,
  createRoute,
  createRouter,
  lazyRouteComponent,
  redirect,
} from "@tanstack/react-router";
import { runOf } from "../protocol/run.js";
import { call } from "./api/mlflow.js";
import { AppFrame } from "./shell/app_frame.js";
import { Failure } from "./parts/failure.js";
import { NotFound } from "./shell/not_found.js";

/** Search parts are read by the page that they belong to; unknown ones are kept. */
const asIs = (search: Record<string, unknown>): Record<string, unknown> => search;

const root = createRootRoute({
  component: AppFrame,
  notFoundComponent: NotFound,
  errorComponent: ({ error, reset }) => <Failure error={error} onRetry={reset} />,
});

const pages = [
  createRoute({
    getParentRoute: () => root,
    path: "/",
    beforeLoad: () => redirect({ to: "/experiments", replace: true, throw: true }),
  }),
  createRoute({
    getParentRoute: () => root,
    path: "/experiments",
    validateSearch: asIs,
    component: lazyRouteComponent(() => import("./experiments/experiments_page.js"), "ExperimentsPage"),
  }),
  // One experiment, or several with commas between: `/experiments/1,2/runs`.
  createRoute({
    getParentRoute: () => root,
    path: "/experiments/$experimentIds",
    beforeLoad: ({ params }) =>
      redirect({ to: "/experiments/$experimentIds/runs", params, replace: true, throw: true }),
  }),
  createRoute({
    getParentRoute: () => root,
    path: "/experiments/$experimentIds/runs",
    validateSearch: asIs,
    component: lazyRouteComponent(() => import("./runs/runs_page.js"), "RunsPage"),
  }),
  createRoute({
    getParentRoute: () => root,
    path: "/experiments/$experimentIds/runs/$runId",
    validateSearch: asIs,
    component: lazyRouteComponent(() => import("./run/run_page.js"), "RunPage"),
  }),
  createRoute({
    getParentRoute: () => root,
    path: "/experiments/$experimentIds/runs/$runId/$tab",
    validateSearch: asIs,
    component: lazyRouteComponent(() => import("./run/run_page.js"), "RunPage"),
  }),
  // MLflow's addresses of artifacts: the rest is the path of the file.
  createRoute({
    getParentRoute: () => root,
    path: "/experiments/$experimentIds/runs/$runId/artifacts/$",
    validateSearch: asIs,
    component: lazyRouteComponent(() => import("./run/run_page.js"), "RunPage"),
  }),
  createRoute({
    getParentRoute: () => root,
    path: "/runs/$runId",
    beforeLoad: async ({ params }) => {
      const { info } = runOf((await call("getRun", { run_id: params.runId })).run ?? {});
      const to = { experimentIds: info.experimentId, runId: info.runId };
      return redirect({ to: "/experiments/$experimentIds/runs/$runId", params: to, replace: true, throw: true });
    },
  }),
  createRoute({
    getParentRoute: () => root,
    path: "/compare-runs",
    validateSearch: asIs,
    component: lazyRouteComponent(() => import("./compare/compare_page.js"), "ComparePage"),
  }),
  createRoute({
    getParentRoute: () => root,
    path: "/models",
    validateSearch: asIs,
    component: lazyRouteComponent(() => import("./models/models_page.js"), "ModelsPage"),
  }),
  createRoute({
    getParentRoute: () => root,
    path: "/models/$name",
    validateSearch: asIs,
    component: lazyRouteComponent(() => import("./models/model_page.js"), "ModelPage"),
  }),
  createRoute({
    getParentRoute: () => root,
    path: "/models/$name/versions/$version",
    validateSearch: asIs,
    component: lazyRouteComponent(() => import("./models/version_page.js"), "VersionPage"),
  }),
] as const;

export function createPageRouter(_client: QueryClient) {
  return createRouter({
    routeTree: root.addChildren([...pages]),
    history: createHashHistory(),
    defaultPreload: "intent",
    defaultPendingMs: 200,
    defaultErrorComponent: ({ error, reset }) => <Failure error={error} onRetry={reset} />, // the frame stays
    scrollRestoration: true,
  });
}

declare module "@tanstack/react-router" {
  interface Register {
    router: ReturnType<typeof createPageRouter>;
  }
}
