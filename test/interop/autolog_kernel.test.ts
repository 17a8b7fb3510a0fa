/** Autologging in a notebook's kernel. */
import { expect, it } from "vitest";
import { TestKernel } from "../e2e/kernel.js";
import { tempFolder } from "../temp.js";

it("logs a fit that nobody awaits before its cell ends, and a new attempt when the cell runs again", async () => {
  const folder = tempFolder();
  const kernel = await TestKernel.start(folder, { MLFLOW_TRACKING_URI: `sqlite:///${folder}/mlflow.db` });
  const fit = "new ml.Ridge({ alpha }).fit([[1], [2], [3], [5]], [1, 2, 2, 4]); 'fitted'";
  const cells = [
    ["setup", "import * as mlflow from 'labbook'; import * as ml from 'labbook/ml'; let alpha = 1; mlflow.autolog()"],
    ["own", fit],
    ["data", "mlflow.logParam('data', 'january')"],
    ["fit", fit],
    ["alpha", "alpha = 2"],
    ["fit", fit],
  ] as const;
  for (const [cellId, code] of cells) {
    const { reply } = await kernel.execute(code, { cellId });
    expect([code, reply["status"]]).toEqual([code, "ok"]);
  }
  const { stdout } = await kernel.execute(
    `for (const { info, data, outputs } of await mlflow.searchRuns({ orderBy: ["attributes.start_time ASC"] })) {
       const { alpha, data: month } = data.params;
       console.log(info.status, alpha, month, data.tags["labbook.attempt"], outputs.models.length);
     }`,
    { cellId: "show" },
  );
  await kernel.stop();
  expect(stdout.trim().split("\n")).toEqual([
    "FINISHED 1 undefined undefined 1", // no run was open
    "FINISHED 1 january undefined 1",
    "RUNNING 2 january 2 1",
  ]);
});
