import { describe, expect, it } from "vitest";
import { endpoints } from "../../src/protocol/endpoints.js";
import { fuzzEndpoints, fuzzFilters } from "../server/fuzz.js";
import { serve } from "../server/serving.js";

const seed = Date.now() % 2 ** 31;

/** A local store has no presigned URLs. */
const neverAnswered = ["createPresignedUploadUrl", "createPresignedDownloadUrl"];

describe("twenty thousand odd requests", () => {
  it("to any endpoint are answered or refused in MLflow's form, never with a 5xx", async () => {
    const answered = await fuzzEndpoints((await serve()).url, 20_000, seed);
    // The requests are not so odd that nothing gets through.
    const silent = Object.keys(endpoints).filter((name) => !answered.has(name));
    expect(silent).toEqual(neverAnswered);
  });

  it("with any filter are answered or refused as a bad parameter", async () => {
    await fuzzFilters((await serve()).url, 20_000, seed);
  });
});
