/** The notebook of the three ways to track, with labbook's own servers. */
import { MlflowClient } from "labbook";
import { expect, it } from "vitest";
import { tempFolder } from "../temp.js";
import { execute } from "../notebooks/executed.js";

it("tracks the same run alone, on a local server and on a remote one", async () => {
  const cwd = tempFolder();
  const { lines } = await execute("scenarios", cwd);
  expect(lines("console.log(`${version.name}")).toEqual(["iris-classifier version 1: READY"]);
  expect(lines("iris-classifier@champion")).toContain("registered models before: 0");
  expect(lines("iris-classifier@champion").slice(1).join("")).toBe("[ 'setosa', 'setosa', 'setosa' ]");
  expect(lines("console.log(`${remote.name}")).toEqual(["iris-classifier version 1: READY"]);

  const accuracies = [];
  for (const [scenario, file] of ["scenario-1", "backend", "remote"].entries()) {
    const client = new MlflowClient(`sqlite:///${cwd}/${file}.db`);
    const experiment = (await client.getExperimentByName(`my-experiment-${scenario + 1}`))!;
    const runs = await client.searchRuns({ experimentIds: experiment.experimentId });
    expect(runs.map(({ info, data }) => [info.status, data.params["C"]])).toEqual([["FINISHED", "0.1"]]);
    accuracies.push(runs[0]!.data.metrics["accuracy"]);
  }
  expect(accuracies).toEqual([0.96, 0.96, 0.96]); // as scikit-learn 1.9.1 has it
});
