/** Parts that MLflow's own web page asks for and this server does not have: empty, so that the page shows the rest. */
import { jsonAnswer } from "./answer.js";
import type { App } from "./hono.js";

const nothing: readonly (readonly ["GET" | "POST", string, object])[] = [
  ["GET", "assistant/config", { providers: {}, projects: {}, remote_access_allowed: false }],
  ["GET", "assistant/providers", { providers: [], resolved: null, gateway_vendor_options: {} }],
  ["POST", "datasets/search", {}],
  ["POST", "traces/search", {}],
  ["POST", "traces/metrics", {}],
];

/** Below `/ajax-api` only: clients of `/api` are to learn that there is no such endpoint. */
export function mlflowPageRoutes(app: App): void {
  for (const [method, path, answer] of nothing) {
    const text = JSON.stringify(answer);
    app.on([method], `/ajax-api/3.0/mlflow/${path}`, () => jsonAnswer(text));
  }
}
