/** labbook's library in tslab's own kernel, and tslab's notebooks on ours. */
import { mkdirSync, symlinkSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join, resolve } from "node:path";
import { MlflowClient } from "labbook";
import { describe, expect, it } from "vitest";
import { tempFolder } from "../temp.js";
import { labbook } from "../cli/cli.js";
import { executed, notebook } from "../cli/notebook_file.js";

const root = resolve(import.meta.dirname, "../..");

describe("tslab", () => {
  /** An unmodified tslab, as a kernelspec, with labbook and Node's types installed beside the notebook. */
  function withTslab(cwd: string): Record<string, string> {
    const tslab = dirname(createRequire(import.meta.url).resolve("tslab/package.json"));
    const argv = [process.execPath, join(tslab, "bin/tslab"), "kernel", "--config-path", "{connection_file}"];
    mkdirSync(join(cwd, "jupyter/kernels/tslab"), { recursive: true });
    writeFileSync(
      join(cwd, "jupyter/kernels/tslab/kernel.json"),
      JSON.stringify({ argv, display_name: "TypeScript", language: "typescript" }),
    );
    mkdirSync(join(cwd, "node_modules/@types"), { recursive: true });
    symlinkSync(root, join(cwd, "node_modules/labbook"));
    symlinkSync(join(root, "node_modules/@types/node"), join(cwd, "node_modules/@types/node"));
    return { JUPYTER_PATH: join(cwd, "jupyter") };
  }

  it("runs labbook's calls in its own, unmodified kernel", async () => {
    const cwd = tempFolder();
    const env = withTslab(cwd);
    notebook(cwd, [
      "import * as mlflow from 'labbook'",
      "await mlflow.setExperiment('from-tslab')\nawait mlflow.withRun({ runName: 'plain' }, async () => {\n  await mlflow.logParam('lr', 0.1);\n  await mlflow.logMetric('rmse', 7.5);\n})",
    ]);
    const { code, stderr } = await labbook(["run", "book.ipynb", "--kernel-name", "tslab"], { cwd, env });
    expect([code, stderr]).toEqual([0, ""]);
    const client = new MlflowClient(`sqlite:///${cwd}/mlflow.db`);
    const { experimentId } = (await client.getExperimentByName("from-tslab"))!;
    const [run] = await client.searchRuns({ experimentIds: [experimentId] });
    expect(run!.info).toMatchObject({ status: "FINISHED", runName: "plain" });
    expect(run!.data).toMatchObject({ params: { lr: "0.1" }, metrics: { rmse: 7.5 } });
  });

  it("that loses its output, and with it its idle, is an error and no success", async () => {
    const cwd = tempFolder();
    const env = withTslab(cwd);
    notebook(cwd, ["for (let i = 0; i < 20_000; i++) console.log(i)"]);
    const { code, stderr } = await labbook(["run", "book.ipynb", "--kernel-name", "tslab"], { cwd, env });
    expect(code).toBe(1);
    expect(stderr).toMatch(/^labbook: the kernel answered, but never said that it is idle \(waited 10 s\)/);
  });

  it("notebooks run on our kernel by changing the kernel only", async () => {
    const cwd = tempFolder();
    const tslab = { name: "tslab", display_name: "TypeScript", language: "typescript" };
    notebook(
      cwd,
      ["import * as tslab from 'tslab'\ntslab.display.html('<b>hi</b>')", "let x = [3, 4]\nx.map((n) => n ** 2)"],
      tslab,
    );
    expect((await labbook(["run", "book.ipynb"], { cwd })).code).toBe(0);
    const { cells, metadata } = executed(cwd);
    expect(cells[0]!.outputs).toMatchObject([{ output_type: "display_data", data: { "text/html": "<b>hi</b>" } }]);
    expect(cells[1]!.outputs).toMatchObject([{ output_type: "execute_result", data: { "text/plain": "[ 9, 16 ]" } }]);
    expect(metadata["kernelspec"]!["name"]).toBe("labbook");
  });
});
