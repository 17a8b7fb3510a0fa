import { describe, it } from "vitest";
import { fuzzEndpoints, fuzzFilters } from "../server/fuzz.js";
import { startServer } from "../server/running_server.js";

const seed = Date.now() % 2 ** 31;

describe("ten thousand odd requests", () => {
  it("to any endpoint are answered or refused in MLflow's form, never with a 5xx", async () => {
    await fuzzEndpoints((await startServer()).url, 10_000, seed);
  });

  it("with any filter are answered or refused as a bad parameter", async () => {
    await fuzzFilters((await startServer()).url, 10_000, seed);
  });
});
