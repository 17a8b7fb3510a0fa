import { expect, it } from "vitest";
import { experimentFilter } from "../../src/ui/experiments/experiment_filter.js";

it("looks for each plain word in the name, in quotes that it does not contain", () => {
  expect(experimentFilter("  ")).toBeUndefined();
  expect(experimentFilter("nyc taxi")).toBe("name ILIKE '%nyc%' AND name ILIKE '%taxi%'");
  expect(experimentFilter("ann's")).toBe(`name ILIKE "%ann's%"`);
  expect(experimentFilter(`'"`)).toBe(`name ILIKE '%_"%'`);
  expect(experimentFilter("in name like")).toBe("name ILIKE '%in%' AND name ILIKE '%name%' AND name ILIKE '%like%'");
});

it("leaves filters as they are", () => {
  for (const filter of ["tags.team = 'taxi'", "name LIKE 'nyc-%'", "attribute.creation_time > 5", "tag.`a b` is null"])
    expect(experimentFilter(filter)).toBe(filter);
});
