/**
 * MLflow's own web page in Chromium beside our server: experiments, runs, a run, models and a version must load without
 * an error in the console and without a refused request.
 *
 *     node mlflow_page.mjs BUILD SERVER [SCREENSHOTS]
 *
 * BUILD is the folder `mlflow/server/js/build` of MLflow's wheel, SERVER the address of an empty `labbook server`.
 */
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { createReadStream, existsSync, mkdirSync } from "node:fs";
import { createServer, request as forward } from "node:http";
import { extname, join, normalize } from "node:path";
import { chromium } from "playwright-core";

const [build, server, screenshots] = process.argv.slice(2);
assert.ok(existsSync(join(build, "index.html")), `${build} holds no index.html`);
if (screenshots !== undefined) mkdirSync(screenshots, { recursive: true });

const waitMs = 30_000;

/**
 * What the page says beside MLflow's own server as well: it asks for the user to learn whether there are passwords, which
 * MLflow without them answers with 404 too, and a chart that is drawn makes Chromium speak of its observer.
 */
const ofMlflowToo = /\/ajax-api\/2\.0\/mlflow\/users\/current\b|ResizeObserver loop completed/;

const front = await serveFront();
const browser = await chromium.launch({
  executablePath: execFileSync("which", ["chromium"], { encoding: "utf8" }).trim(),
  args: [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--no-first-run",
    "--disable-dev-shm-usage",
  ],
});
const context = await browser.newContext({ viewport: { width: 1400, height: 900 } });
try {
  const story = await tellStory();
  await look(story);
} finally {
  await browser.close();
  front.close();
}

/** MLflow's files, and our server for everything else. */
function serveFront() {
  const types = { ".html": "text/html", ".js": "text/javascript", ".css": "text/css", ".svg": "image/svg+xml" };
  const upstream = new URL(server);
  const listener = createServer((incoming, outgoing) => {
    const path = decodeURIComponent(incoming.url.split("?")[0]);
    const file = path === "/" ? "index.html" : path.startsWith("/static-files/") ? path.slice(14) : null;
    if (file !== null) {
      outgoing.setHeader("cache-control", "max-age=3600"); // a megabyte of script for each page below
      outgoing.setHeader("content-type", types[extname(file)] ?? "application/octet-stream");
      const stream = createReadStream(join(build, normalize(`/${file}`)));
      stream.on("error", () => outgoing.writeHead(404).end());
      stream.pipe(outgoing);
      return;
    }
    const { hostname, port } = upstream;
    const { method, url, headers } = incoming;
    const sent = forward({ hostname, port, method, path: url, headers }, (answer) => {
      outgoing.writeHead(answer.statusCode, answer.headers);
      answer.pipe(outgoing);
    });
    sent.on("error", () => outgoing.destroy());
    incoming.pipe(sent);
  });
  return new Promise((resolve) => listener.listen(0, "127.0.0.1", () => resolve(listener)));
}

async function call(method, path, body) {
  const answer = await fetch(`${server}/api/2.0/${path}`, {
    method,
    ...(body !== undefined && { body: JSON.stringify(body), headers: { "content-type": "application/json" } }),
  });
  assert.equal(answer.status, 200, `${method} ${path}: ${answer.status} ${await answer.clone().text()}`);
  return answer.headers.get("content-type") === "application/json" ? answer.json() : null;
}

async function put(path, text) {
  const answer = await fetch(`${server}/api/2.0/mlflow-artifacts/artifacts/${path}`, { method: "PUT", body: text });
  assert.equal(answer.status, 200);
}

/** An experiment with three runs, histories, a dataset, files, a logged model and a registered one. */
async function tellStory() {
  const { experiment_id: experimentId } = await call("POST", "mlflow/experiments/create", {
    name: "taxi duration",
    tags: [{ key: "team", value: "blue" }],
  });
  const runIds = [];
  for (const [index, alpha] of [0.1, 0.01, 0.001].entries()) {
    const startTime = Date.now() - 60_000 * (3 - index);
    const { run } = await call("POST", "mlflow/runs/create", {
      experiment_id: experimentId,
      user_id: "ann",
      run_name: `alpha ${alpha}`,
      start_time: startTime,
      tags: [
        { key: "mlflow.user", value: "ann" },
        { key: "mlflow.source.type", value: "NOTEBOOK" },
        { key: "mlflow.source.name", value: "duration.ipynb" },
      ],
    });
    const runId = run.info.run_id;
    runIds.push(runId);
    const metrics = Array.from({ length: 50 }, (_, step) => ({
      key: "rmse",
      value: 10 / (step + 1) + index,
      timestamp: startTime + step * 100,
      step,
    }));
    metrics.push({ key: "odd", value: "NaN", timestamp: startTime, step: 0 });
    metrics.push({ key: "system/cpu_utilization_percentage", value: 12.5, timestamp: startTime, step: 0 });
    await call("POST", "mlflow/runs/log-batch", {
      run_id: runId,
      metrics,
      params: [
        { key: "alpha", value: String(alpha) },
        { key: "model", value: "lasso" },
      ],
      tags: [{ key: "mlflow.note.content", value: "A *note*." }],
    });
    const dataset = {
      name: "green taxi",
      digest: "d1",
      source_type: "local",
      source: '{"uri": "green.parquet"}',
      schema: '{"mlflow_colspec": [{"type": "double", "name": "duration", "required": true}]}',
      profile: '{"num_rows": 3}',
    };
    await call("POST", "mlflow/runs/log-inputs", {
      run_id: runId,
      datasets: [{ dataset, tags: [{ key: "mlflow.data.context", value: "training" }] }],
    });
    await put(`${experimentId}/${runId}/artifacts/report/notes.md`, "# Notes\n");
    await put(`${experimentId}/${runId}/artifacts/model/MLmodel`, "flavors: {}\n");
    await call("POST", "mlflow/runs/update", { run_id: runId, status: "FINISHED", end_time: startTime + 30_000 });
  }
  const { model } = await call("POST", "mlflow/logged-models", {
    experiment_id: experimentId,
    name: "lasso",
    source_run_id: runIds[0],
    params: [{ key: "alpha", value: "0.1" }],
  });
  const modelId = model.info.model_id;
  await put(`${experimentId}/models/${modelId}/artifacts/MLmodel`, "flavors: {}\n");
  await call("PATCH", `mlflow/logged-models/${modelId}`, { model_id: modelId, status: "LOGGED_MODEL_READY" });
  await call("POST", "mlflow/runs/outputs", { run_id: runIds[0], models: [{ model_id: modelId, step: 0 }] });
  await call("POST", "mlflow/registered-models/create", { name: "taxi", description: "Durations." });
  await call("POST", "mlflow/model-versions/create", {
    name: "taxi",
    source: `mlflow-artifacts:/${experimentId}/${runIds[0]}/artifacts/model`,
    run_id: runIds[0],
  });
  await call("POST", "mlflow/registered-models/alias", { name: "taxi", alias: "champion", version: "1" });
  return { experimentId, runIds, modelId };
}

/** Visits each page and waits for a text that only its data can show. */
async function look({ experimentId, runIds, modelId }) {
  const experiment = `experiments/${experimentId}`;
  const run = `${experiment}/runs/${runIds[0]}`;
  const compared = new URLSearchParams({
    runs: JSON.stringify(runIds.slice(0, 2)),
    experiments: `["${experimentId}"]`,
  });
  const pages = [
    ["home", "", "taxi duration"],
    ["experiments", "experiments", "taxi duration"],
    ["runs", `${experiment}/runs`, "alpha 0.001"],
    ["chart", `${experiment}/runs?compareRunsMode=CHART`, "rmse"],
    ["experiment_models", `${experiment}/models`, "lasso"],
    ["experiment_traces", `${experiment}/traces`, "taxi duration"],
    ["datasets", `${experiment}/runs?isComparingRuns=false`, "green taxi"],
    ["compare", `compare-runs?${compared}`, "alpha 0.01"],
    ["run", run, "green taxi"],
    ["run_metrics", `${run}/model-metrics`, "rmse"],
    ["run_system", `${run}/system-metrics`, "cpu_utilization_percentage"],
    ["run_artifacts", `${run}/artifacts/report/notes.md`, "notes.md"],
    ["logged_model", `${experiment}/models/${modelId}`, "alpha"],
    ["models", "models", "taxi"],
    ["model", "models/taxi", "Version 1"],
    ["version", "models/taxi/versions/1", "alpha 0.1"],
  ];
  const faults = [];
  for (const [name, path, expected] of pages) {
    const found = await visit(name, path, expected);
    for (const fault of found) faults.push(`${name}: ${fault}`);
    console.log([`${found.length === 0 ? "✓" : "✗"} ${name}`, ...found].join("\n    "));
  }
  assert.deepEqual(faults, []);
}

async function visit(name, path, expected) {
  const origin = `http://127.0.0.1:${front.address().port}`;
  const faults = new Set();
  const pending = new Set();
  const page = await context.newPage();
  await page.route(
    (url) => url.origin !== origin && url.protocol.startsWith("http"), // fonts, news, telemetry
    (route) => route.fulfill({ status: 204 }),
  );
  page.on("console", (message) => {
    if (message.type() === "error") faults.add(`console: ${message.text()} (${message.location().url})`);
  });
  page.on("pageerror", (error) => faults.add(`thrown: ${error.message}`));
  page.on("request", (request) => {
    if (!request.url().includes("/static-files/")) pending.add(request); // a worker's script is never reported as done
  });
  page.on("requestfinished", (request) => pending.delete(request));
  page.on("requestfailed", (request) => {
    pending.delete(request);
    const { errorText } = request.failure();
    if (errorText !== "net::ERR_ABORTED") faults.add(`${errorText}: ${request.url()}`); // the page itself gave it up
  });
  page.on("response", (answer) => {
    if (answer.status() >= 400) faults.add(`${answer.status()} ${answer.request().method()} ${answer.url()}`);
  });
  try {
    await page.goto(`${origin}/#/${path}`);
    await page.getByText(expected).first().waitFor({ timeout: waitMs });
    await settled(page, pending);
  } catch (error) {
    faults.add(`'${expected}' did not appear: ${error.message.split("\n")[0]}`);
  }
  if (screenshots !== undefined) await page.screenshot({ path: join(screenshots, `${name}.png`) });
  await page.close();
  return [...faults].filter((fault) => !ofMlflowToo.test(fault));
}

/** No request is under way, and the page has had time to ask for more. */
async function settled(page, pending) {
  const deadline = Date.now() + waitMs;
  do {
    await page.evaluate(() => new Promise((done) => requestIdleCallback(() => setTimeout(done, 200))));
    if (Date.now() > deadline) throw new Error(`still waiting for ${[...pending].map((one) => one.url()).join()}`);
  } while (pending.size > 0);
}
