/** The main notebook with all rounds of its last training: the figures that the Python original gives. */
import { expect, it } from "vitest";
import { expectCourse, expectRuns } from "../notebooks/duration_checks.js";
import { execute } from "../notebooks/executed.js";
import { tempFolder } from "../temp.js";

it("ends where the course's notebook ended", async () => {
  const cwd = tempFolder();
  const executed = await execute("duration-prediction", cwd, { maxEvals: 2, nEstimators: 10 });
  expectCourse(executed);
  await expectRuns(cwd, 2, 1000);
  const best = Number(executed.lines("const courseParams").at(-1));
  expect(Math.abs(best - 6.303)).toBeLessThan(0.003);
  expect(Number(executed.lines("const reloaded").at(-1))).toBe(best);
  const forest = /RandomForestRegressor +RMSE ([\d.]+) minutes/.exec(executed.lines("const others").join("\n"))!;
  expect(Number(forest[1])).toBeGreaterThan(6.92);
  expect(Number(forest[1])).toBeLessThan(7.0);
});
