/**
 * What every tracking store must do; run once per store. Also run against servers that others have written to, and against
 * MLflow itself: names are new each time, and errors are asserted by code and by MLflow's words. The names of the cases
 * stay: what a store cannot do is listed by them.
 */
import { describe, expect, it } from "vitest";
import { batchCases } from "./batches.js";
import { experimentCases } from "./experiments.js";
import { inputCases } from "./inputs.js";
import { loggedModelCases } from "./logged_models.js";
import { metricCases } from "./metrics.js";
import type { Open } from "./open.js";
import { runSearchCases } from "./run_search.js";
import { runCases } from "./runs.js";

export function trackingStoreContract(name: string, open: Open): void {
  describe(`tracking store: ${name}`, () => {
    experimentCases(open);
    runCases(open);
    batchCases(open);
    metricCases(open);
    runSearchCases(open);
    inputCases(open);
    loggedModelCases(open);
    leaseCases(open);
  });
}

function leaseCases(open: Open): void {
  it("leases: keeps, renews and releases leases", async () => {
    const store = await open();
    const lease = {
      runId: "a".repeat(32),
      host: "here",
      pid: 7,
      processStartMs: 1,
      startTimeMs: 2,
      heartbeatMs: 3,
      cell: "7",
      ledgerPath: "/tmp/x",
    };
    expect(await store.leases.all()).toEqual([]);
    await store.leases.hold(lease);
    await store.leases.hold({ ...lease, heartbeatMs: 9 });
    expect(await store.leases.all()).toEqual([{ ...lease, heartbeatMs: 9 }]);
    await store.leases.release(lease.runId);
    expect(await store.leases.all()).toEqual([]);
  });
}
