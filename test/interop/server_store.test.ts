/** The commands on a server instead of a file. */
import { join } from "node:path";
import { expect, it } from "vitest";
import { serve } from "../server/serving.js";
import { tempFolder } from "../temp.js";
import { labbook } from "../cli/cli.js";
import { notebook } from "../cli/notebook_file.js";

it("runs a notebook on a server, lists its runs, and finds the server well", async () => {
  const { url } = await serve();
  const cwd = tempFolder();
  const env = { XDG_STATE_HOME: join(cwd, "xdg") };
  const book = notebook(cwd, ["%experiment taxi", "%log_param lr 0.5\n%log_metric rmse 6.5"]);
  const run = await labbook(["run", book, "--tracking-uri", url, "--show-runs"], { cwd, env });
  expect(run.stderr).toBe("");
  expect(run.stdout).toContain(`Runs in ${url}:`);
  expect(run.stdout).toMatch(/6\.5/);

  const withUser = url.replace("http://", "http://ann:secret@");
  const doctor = await labbook(["doctor", "--tracking-uri", withUser], { cwd, env });
  expect(doctor.stdout).toContain(`${url} (2 experiments)`);
  expect(doctor.stdout).not.toContain("secret");
  const listed = await labbook(["experiments", "list", "--json"], { cwd, env: { ...env, MLFLOW_TRACKING_URI: url } });
  expect((JSON.parse(listed.stdout) as { name: string }[]).map(({ name }) => name).sort()).toEqual(["Default", "taxi"]);
});

it("says of a server that is away what it is and what to do", async () => {
  const server = await serve();
  await server.close();
  const cwd = tempFolder();
  const env = { XDG_STATE_HOME: join(cwd, "xdg"), MLFLOW_HTTP_REQUEST_MAX_RETRIES: "0" };
  const { code, stderr } = await labbook(["experiments", "list", "--tracking-uri", server.url], { cwd, env });
  expect(code).toBe(1);
  expect(stderr).toMatch(/cannot reach the server at http:.*ECONNREFUSED.*; start it, or name another/);
});
