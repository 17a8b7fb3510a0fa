/**
 * JupyterLab's own server starts our kernel, and a notebook runs through `@jupyterlab/services`, as a page would do it.
 * usage: node lab_services.mjs PYTHON_ENV WORK_FOLDER   (JUPYTER_PATH names a folder with our kernelspec)
 */
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { join } from "node:path";
import services from "@jupyterlab/services";

const [environment, workFolder] = process.argv.slice(2);
const notebookFolder = join(workFolder, "lab");
const token = "labbook-interop";
mkdirSync(notebookFolder, { recursive: true });
console.info = console.debug = () => undefined;

const sources = [
  "%track lab-experiment",
  "const scale: number = 3\n%log_param scale {scale}",
  'import { logMetric } from "labbook"\nfor (let step = 0; step < 5; step++) await logMetric("loss", scale / (step + 1), { step })\nscale * 2',
  "%track off",
];

writeFileSync(
  join(notebookFolder, "story.ipynb"),
  JSON.stringify({
    nbformat: 4,
    nbformat_minor: 5,
    metadata: { kernelspec: { name: "labbook", display_name: "TypeScript (labbook)", language: "typescript" } },
    cells: sources.map((source, index) => ({
      cell_type: "code",
      id: `cell-${index + 1}`,
      metadata: {},
      execution_count: null,
      outputs: [],
      source,
    })),
  }),
);

const port = await freePort();
const server = spawn(
  join(environment, "bin", "jupyter-lab"),
  [
    "--ip=127.0.0.1",
    `--port=${port}`,
    "--no-browser",
    "--allow-root",
    `--IdentityProvider.token=${token}`,
    `--ServerApp.root_dir=${notebookFolder}`,
    "--ServerApp.port_retries=0",
  ],
  { env: { ...process.env, JUPYTER_RUNTIME_DIR: join(workFolder, "runtime") }, stdio: ["ignore", "ignore", "pipe"] },
);
let log = "";
server.stderr.on("data", (text) => (log += text));

try {
  await Promise.race([serverIsUp(), new Promise((_, reject) => server.on("exit", () => reject(new Error(log))))]);
  await runStory();
  console.log("JupyterLab's server ran a notebook on our kernel: 4 cells, 1 run, notebook found through its sessions");
} catch (error) {
  console.error(log.split("\n").slice(-15).join("\n"));
  throw error;
} finally {
  server.kill("SIGTERM");
}
process.exit(0);

async function runStory() {
  const baseUrl = `http://127.0.0.1:${port}/`;
  const settings = services.ServerConnection.makeSettings({
    baseUrl,
    wsUrl: baseUrl.replace("http", "ws"),
    token,
    appendToken: true,
  });
  const kernels = new services.KernelManager({ serverSettings: settings, standby: "never" });
  const sessions = new services.SessionManager({ kernelManager: kernels, serverSettings: settings, standby: "never" });
  await sessions.ready;
  const session = await sessions.startNew({
    path: "story.ipynb",
    name: "story.ipynb",
    type: "notebook",
    kernel: { name: "labbook" },
  });
  const info = await session.kernel.info;
  assert.equal(info.implementation, "labbook");
  assert.equal(info.language_info.name, "typescript");
  const outputs = [];
  for (const [index, code] of sources.entries()) {
    const future = session.kernel.requestExecute({ code, stop_on_error: true, allow_stdin: false }, true, {
      cellId: `cell-${index + 1}`,
    });
    const shown = [];
    future.onIOPub = (message) => shown.push(message);
    const reply = await future.done;
    assert.equal(reply.content.status, "ok", JSON.stringify(reply.content));
    outputs.push(shown);
  }
  const result = outputs[2].find((message) => message.header.msg_type === "execute_result");
  assert.equal(result.content.data["text/plain"], "6");
  const asked = await session.kernel.requestExecute({
    code: [
      'import { searchRuns } from "labbook"',
      'const [run] = await searchRuns({ experimentNames: ["lab-experiment"] })',
      'JSON.stringify([run!.info.status, run!.data.params, run!.data.metrics, run!.data.tags["mlflow.source.name"], run!.data.tags["mlflow.source.type"], run!.info.artifactUri])',
    ].join("\n"),
    user_expressions: {},
  });
  let answer = "";
  asked.onIOPub = (message) => {
    if (message.header.msg_type === "execute_result") answer = message.content.data["text/plain"];
  };
  assert.equal((await asked.done).content.status, "ok");
  const [status, params, metrics, sourceName, sourceType, artifactUri] = JSON.parse(answer.replace(/^'|'$/g, ""));
  assert.equal(status, "FINISHED");
  assert.deepEqual(params, { scale: "3" });
  assert.deepEqual(metrics, { loss: 0.6 });
  assert.equal(sourceType, "NOTEBOOK");
  assert.ok(sourceName.endsWith("story.ipynb"), sourceName);
  const snapshot = JSON.parse(readFileSync(join(artifactUri, "notebook", "story.ipynb"), "utf8"));
  assert.deepEqual(
    snapshot.cells.map((cell) => [cell.source].flat().join("")),
    sources,
  );
  await session.shutdown();
  session.dispose();
  sessions.dispose();
  kernels.dispose();
}

async function serverIsUp() {
  for (;;) {
    const answer = await fetch(`http://127.0.0.1:${port}/api/status?token=${token}`).catch(() => null);
    if (answer?.ok) return;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}

function freePort() {
  return new Promise((resolve) => {
    const probe = createServer().listen(0, "127.0.0.1", () => {
      const { port: free } = probe.address();
      probe.close(() => resolve(free));
    });
  });
}
