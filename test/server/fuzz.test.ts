import { describe, it } from "vitest";
import { fuzzEndpoints, fuzzFilters } from "./fuzz.js";
import { serve } from "./serving.js";

// Chosen afresh each time; a failure prints the seed and the smallest request that shows it.
const seed = Date.now() % 2 ** 31;

describe("odd requests", () => {
  it("to any endpoint are answered or refused in MLflow's form, never with a 5xx", async () => {
    await fuzzEndpoints((await serve()).url, 600, seed);
  });

  it("with any filter are answered or refused as a bad parameter", async () => {
    await fuzzFilters((await serve()).url, 400, seed);
  });
});
