import { measurePage, mlflows, ours, withChromium } from "./page.ts";
import { startServer } from "./server_process.ts";
const ground = { experimentId: "1", bigExperimentId: "2", historyRunId: "", bigFile: "" };
const which = process.argv[2];
await withChromium(async (browser) => {
  const command = which === "ours" ? [process.execPath, "/work/wt/shell/src/cli/launch.cjs", "ui"] : ["/opt/ml/bin/mlflow", "server"];
  const server = await startServer([...command, "--backend-store-uri", "sqlite:///mlflow.db", "--port", "{port}"], { cwd: `/tmp/ground/${which === "ours" ? "b1" : "b2"}`, log: `/tmp/ground/${which}.log` });
  try { console.log(JSON.stringify(await measurePage(browser, server, which === "ours" ? ours : mlflows, ground), null, 1)); } finally { await server.stop(); }
});
