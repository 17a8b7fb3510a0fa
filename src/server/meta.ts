/** What the server says about itself, and the answers that MLflow's web page needs from parts we do not have. */
import { jsonAnswer, textAnswer } from "./answer.js";
import type { App } from "./hono.js";

export interface ServerInfo {
  /** The MLflow release whose protocol is spoken; clients choose features by it. */
  readonly version: string;
  readonly artifactServing: boolean;
}

export function metaRoutes(app: App, info: ServerInfo): void {
  app.get("/health", () => textAnswer("OK"));
  app.get("/version", () => textAnswer(info.version, "text/html; charset=utf-8"));
  const about = JSON.stringify(aboutServer(info), undefined, 2);
  for (const root of ["/api", "/ajax-api"]) {
    app.get(`${root}/3.0/mlflow/server-info`, () => jsonAnswer(about));
  }
  const telemetry = JSON.stringify({ disable_ui_telemetry: true, disable_ui_events: [], ui_rollout_percentage: 0 });
  app.on(["GET", "POST"], "/ajax-api/3.0/mlflow/ui-telemetry", () => jsonAnswer(telemetry));
  // MLflow without a gateway says so too.
  app.on(["GET", "POST"], "/ajax-api/2.0/mlflow/gateway-proxy", () => jsonAnswer('{"endpoints": []}'));
}

function aboutServer({ artifactServing }: ServerInfo): object {
  return {
    store_type: "SqlStore",
    workspaces_enabled: false,
    trace_archival_enabled: false,
    multipart_uploads_enabled: false,
    multipart_downloads_enabled: false,
    artifact_serving_enabled: artifactServing,
    artifacts_presigned_only: false,
    presigned_upload_run_id_supported: false,
    presigned_upload_model_id_supported: false,
    model_artifact_presigned_downloads_supported: false,
    tracking_auth: "",
    features_enabled: { gateway: false, scheduled_issue_detection: false },
  };
}
