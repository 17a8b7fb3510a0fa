import { chmodSync, existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { execFileSync, spawnSync } from "node:child_process";
import { isAbsolute, join, resolve } from "node:path";
import { MlflowClient } from "labbook";
import { describe, expect, it } from "vitest";
import { stored } from "../store/stored.js";
import { tempFolder } from "../temp.js";
import { labbook } from "./cli.js";

const root = resolve(import.meta.dirname, "../..");

async function storeWithRuns(folder: string): Promise<void> {
  const client = new MlflowClient(`sqlite:///${folder}/mlflow.db`);
  const experimentId = await client.createExperiment("taxi");
  let startTimeMs = 1_700_000_000_000;
  for (const [alpha, rmse] of [
    [1, 9],
    [0.1, 7.5],
    [0.01, 8],
  ] as const) {
    const { runId } = (await client.createRun(experimentId, { runName: `alpha-${alpha}`, startTimeMs: startTimeMs++ }))
      .info;
    await client.logParam(runId, "alpha", String(alpha));
    await client.logMetric(runId, "rmse", rmse);
    await client.setTerminated(runId);
  }
}

describe("labbook", () => {
  it("has help for itself and each command, and says 2 to wrong calls", async () => {
    const cwd = tempFolder();
    const help = await labbook(["--help"], { cwd });
    expect(help).toMatchObject({ code: 0, stderr: "" });
    for (const name of ["install", "kernel", "run", "runs", "experiments", "artifacts", "models", "doctor"]) {
      expect(help.stdout).toMatch(new RegExp(`^  ${name} `, "m"));
      const own = await labbook([name, "--help"], { cwd });
      expect(own.code).toBe(0);
      expect(own.stdout).toContain(`Usage: labbook ${name}`);
    }
    expect((await labbook(["rnu"], { cwd })).code).toBe(2);
    expect(await labbook(["run"], { cwd })).toMatchObject({
      code: 2,
      stderr: "error: missing required argument 'notebook'\n",
    });
    expect((await labbook(["runs", "--max", "many"], { cwd })).stderr).toContain("'many' is not a number above 0.");
  });

  it("says one sentence to a Node that is too old", () => {
    const place = tempFolder();
    const copy = join(place, "src", "cli", "launch.cjs"); // away from our own newer Node
    mkdirSync(join(place, "src", "cli"), { recursive: true });
    const text = readFileSync(join(root, "src/cli/launch.cjs"), "utf8");
    writeFileSync(copy, text.replace("process.versions.napi", '"9"'));
    const { status, stderr } = spawnSync(process.execPath, [copy, "runs"], { cwd: place, encoding: "utf8" });
    expect(status).toBe(1);
    expect(stderr).toMatch(/^labbook needs Node\.js 22\.14 or later, this is v[\d.]+; .*\n$/);
  });

  it("starts again with the newer Node that it finds", () => {
    const place = tempFolder();
    const copy = join(place, "launch.cjs");
    const text = readFileSync(join(root, "src/cli/launch.cjs"), "utf8");
    const ours = join(place, "node_modules/node/bin");
    mkdirSync(ours, { recursive: true });
    writeFileSync(join(ours, "node"), '#!/bin/sh\necho "newer: $2"\nexit 7\n');
    chmodSync(join(ours, "node"), 0o755);
    writeFileSync(copy, text.replace("process.versions.napi", '"9"'));
    const { status, stdout } = spawnSync(process.execPath, [copy, "runs"], { cwd: place, encoding: "utf8" });
    expect([status, stdout]).toEqual([7, "newer: runs\n"]);
  });
});

describe("labbook install", () => {
  it("writes a kernelspec with absolute paths, message interrupts and logos", async () => {
    const cwd = tempFolder();
    const { code, stdout } = await labbook(["install", "--prefix", join(cwd, "prefix")], { cwd });
    const folder = join(cwd, "prefix/share/jupyter/kernels/labbook");
    expect(code).toBe(0);
    expect(stdout).toBe(`Installed kernel "TypeScript (labbook)" in ${folder}\n`);
    const spec = JSON.parse(readFileSync(join(folder, "kernel.json"), "utf8"));
    expect(spec).toMatchObject({
      display_name: "TypeScript (labbook)",
      language: "typescript",
      interrupt_mode: "message",
    });
    expect(spec.argv.slice(2)).toEqual(["kernel", "{connection_file}"]);
    for (const path of spec.argv.slice(0, 2)) expect(isAbsolute(path) && existsSync(path)).toBe(true);
    for (const logo of ["logo-32x32.png", "logo-64x64.png", "logo-svg.svg"])
      expect(existsSync(join(folder, logo))).toBe(true);
  });

  it("goes to the user's folder, or into the active Python environment", async () => {
    const cwd = tempFolder();
    const data = join(cwd, "data");
    const user = await labbook(["install", "--json"], { cwd, env: { JUPYTER_DATA_DIR: data } });
    expect(JSON.parse(user.stdout)).toEqual({ name: "labbook", folder: join(data, "kernels/labbook") });
    const active = await labbook(["install", "--sys-prefix"], {
      cwd,
      env: { VIRTUAL_ENV: join(cwd, "env"), CONDA_PREFIX: undefined },
    });
    expect(active.stdout).toContain(join(cwd, "env/share/jupyter/kernels/labbook"));
    const none = await labbook(["install", "--sys-prefix"], {
      cwd,
      env: { VIRTUAL_ENV: undefined, CONDA_PREFIX: undefined },
    });
    expect(none).toMatchObject({ code: 1, stdout: "" });
    expect(none.stderr).toContain("activate one, or use --prefix");
  });

  it("says where it cannot write", async () => {
    const cwd = tempFolder();
    writeFileSync(join(cwd, "file"), "");
    const { code, stderr } = await labbook(["install", "--prefix", join(cwd, "file")], { cwd });
    expect(code).toBe(1);
    expect(stderr).toMatch(/^labbook: cannot write the kernelspec to '.*'.*--prefix chooses another place\n$/);
  });
});

describe("labbook runs", () => {
  it("prints a table, filtered and ordered, and JSON", async () => {
    const cwd = tempFolder();
    await storeWithRuns(cwd);
    const table = await labbook(["runs", "--filter", "metrics.rmse < 9", "--order", "metrics.rmse ASC"], { cwd });
    expect(table).toMatchObject({ code: 0, stderr: "" });
    expect(
      table.stdout
        .split("\n")
        .slice(2, 4)
        .map((line) => line.split(" ")[0]),
    ).toEqual(["alpha-0.1", "alpha-0.01"]);
    expect(table.stdout).not.toContain("\x1b");
    const json = JSON.parse((await labbook(["runs", "--experiment", "taxi", "--max", "2", "--json"], { cwd })).stdout);
    expect(json.map((run: { info: { runName: string } }) => run.info.runName)).toEqual(["alpha-0.01", "alpha-0.1"]);
    expect(json[0].data.params).toEqual({ alpha: "0.01" });
  });

  it("explains a store that is not there, an experiment that is not there, and a filter that cannot be read", async () => {
    const cwd = tempFolder();
    const missing = await labbook(["runs"], { cwd });
    expect(missing).toMatchObject({ code: 1, stdout: "" });
    expect(missing.stderr).toMatch(/^labbook: there is no tracking store at sqlite:.*mlflow\.db; --tracking-uri/);
    expect(existsSync(join(cwd, "mlflow.db"))).toBe(false);
    await storeWithRuns(cwd);
    expect((await labbook(["runs", "--experiment", "taxy"], { cwd })).stderr).toContain(
      "no experiment 'taxy'; did you mean 'taxi'? there are: taxi, Default",
    );
    const filter = await labbook(["runs", "--filter", "metrics.rmse <"], { cwd });
    expect(filter.code).toBe(1);
    expect(filter.stderr).toContain("\n  metrics.rmse <\n");
  });
});

describe("labbook doctor", () => {
  it("finds all well, or says what to do", async () => {
    const cwd = tempFolder();
    const env = { JUPYTER_DATA_DIR: join(cwd, "data"), JUPYTER_PATH: undefined, PATH: "/nowhere" };
    const bare = await labbook(["doctor"], { cwd, env });
    expect(bare.code).toBe(0);
    expect(bare.stdout).toMatch(
      /^✓ Node\.js .*\n✓ better-sqlite3 .*\n✓ zeromq .*\n! kernelspec +not installed\n +→ labbook install\n✓ kernel +answers/,
    );
    expect(bare.stdout).toMatch(/! Jupyter .*\n +→ pip install jupyterlab/);
    await labbook(["install"], { cwd, env });
    const old = stored("old_stores/2.9.2");
    const installed = JSON.parse(
      (await labbook(["doctor", "--json", "--tracking-uri", `sqlite:///${old}`], { cwd, env })).stdout,
    );
    expect(installed.find(({ check }: { check: string }) => check === "tracking store")).toEqual({
      check: "tracking store",
      status: "warning",
      detail: `${old} is of an older MLflow (revision acf3f17fdcc7, before 2.18) and is only read`,
      remedy: `\`labbook db upgrade ${old}\` makes a backup and brings it up to date`,
    });
    expect(installed.find(({ check }: { check: string }) => check === "kernelspec")).toMatchObject({
      status: "ok",
      remedy: null,
    });
    const wrong = await labbook(["doctor", "--tracking-uri", "postgresql://db"], { cwd, env });
    expect(wrong.code).toBe(1);
    expect(wrong.stdout).toMatch(/✗ tracking store +.*postgresql/);
  });
});

describe("labbook kernel", () => {
  it("explains a connection file that is missing or unusable", async () => {
    const cwd = tempFolder();
    const missing = await labbook(["kernel", "nowhere.json"], { cwd });
    expect(missing.code).toBe(1);
    expect(missing.stderr).toMatch(/^labbook: cannot use the connection file 'nowhere.json': ENOENT.*\n$/);
    writeFileSync(join(cwd, "half.json"), '{"shell_port": 1}');
    expect((await labbook(["kernel", "half.json"], { cwd })).stderr).toContain("it has no control_port");
  });

  it("explains an address that is taken", async () => {
    const cwd = tempFolder();
    const { createServer } = await import("node:net");
    const server = createServer();
    const port = await new Promise<number>((done) =>
      server.listen(0, "127.0.0.1", () => done((server.address() as { port: number }).port)),
    );
    const ports = Object.fromEntries(
      ["shell", "control", "stdin", "iopub", "hb"].map((name) => [`${name}_port`, port]),
    );
    writeFileSync(join(cwd, "taken.json"), JSON.stringify({ ...ports, ip: "127.0.0.1", transport: "tcp", key: "" }));
    const { code, stderr } = await labbook(["kernel", "taken.json"], { cwd });
    server.close();
    expect(code).toBe(1);
    expect(stderr).toMatch(/^labbook: cannot listen where 'taken.json' says: .*in use.*; start the kernel again\n/);
  });
});

it("is packed with what it needs", () => {
  const packed = JSON.parse(
    execFileSync("npm", ["pack", "--dry-run", "--json", "--ignore-scripts"], {
      cwd: root,
      encoding: "utf8",
      stdio: ["ignore", "pipe", "ignore"],
    }),
  );
  const files = packed[0].files.map(({ path }: { path: string }) => path);
  expect(files).toEqual(
    expect.arrayContaining([
      "src/cli/launch.cjs",
      "dist/src/cli/main.js",
      "dist/kernel/main.js",
      "dist/src/index.d.ts",
      "kernel/logos/logo-svg.svg",
    ]),
  );
});
