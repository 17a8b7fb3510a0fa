/** Pictures of a booster: one tree, and what matters most. */
import { Booster, plotImportance, plotTree } from "labbook/xgboost";
import { describe, expect, it } from "vitest";
import { displaySymbol } from "../../src/mime.js";
import { recordedModel, runs } from "./recorded_model.js";

const names = ["trip_distance", "PU_DO=130_205 & <more>", "passengers", "vendor", "e", "f", "g", "h"];
const types = ["q", "q", "q", "i", "q", "q", "q", "q"];

function booster(name: string): Booster {
  return new Booster({ ...recordedModel(runs[name]!), featureNames: names, featureTypes: types });
}

function shown(plot: ReturnType<typeof plotTree>): { text: string; svg: string; plotly: unknown } {
  const data = plot[displaySymbol]() as Record<string, string>;
  const svg = /base64,([^"]*)/.exec(data["text/html"]!)![1]!;
  return {
    text: data["text/plain"]!,
    svg: Buffer.from(svg, "base64").toString(),
    plotly: data["application/vnd.plotly.v1+json"],
  };
}

/** The texts of a picture in their order. */
function texts(svg: string): string[] {
  return [...svg.matchAll(/<text[^>]*>([^<]*)<\/text>/g)].map((match) => match[1]!);
}

describe("plotTree", () => {
  it("draws each node with its condition and what goes through it", () => {
    const { text, svg } = shown(plotTree(booster("exact-depth3"), { treeIndex: 0 }));
    expect(text).toBe(
      [
        "tree 0 of 5: 15 nodes, depth 3",
        "trip_distance < 7.86193848 (cover 500)",
        "  yes, missing: trip_distance < 4.6204834 (cover 234)",
        "    yes, missing: vendor (cover 140)",
        "      no, missing: leaf 2.65344 (cover 65)",
        "      yes: leaf 0.970868 (cover 75)",
        "    no: vendor (cover 94)",
        "      no, missing: leaf 4.66176 (cover 53)",
        "      yes: leaf 2.4267 (cover 41)",
        "  no: vendor (cover 266)",
        "    no, missing: trip_distance < 11.5961914 (cover 118)",
        "      yes, missing: leaf 6.29474 (cover 56)",
        "      no: leaf 8.39991 (cover 62)",
        "    yes: trip_distance < 11.6488037 (cover 148)",
        "      yes, missing: leaf 4.41861 (cover 76)",
        "      no: leaf 6.1342 (cover 72)",
      ].join("\n"),
    );
    expect(texts(svg).slice(0, 2)).toEqual([
      "tree 0 of 5",
      "upper branch: smaller values · solid: missing values go here too",
    ]);
    expect(texts(svg)).toContain("trip_distance &lt; 7.86194");
    expect(texts(svg)).toContain("gain 18,918 · cover 500");
    expect(svg.match(/<path /g)).toHaveLength(14);
    expect(svg.match(/stroke-dasharray="5 3"/g)).toHaveLength(7);
  });

  it("cuts deep trees and says what it left out", () => {
    const { text, svg } = shown(plotTree(booster("exact-notebook-like"), { treeIndex: 1, maxDepth: 1 }));
    expect(text).toBe(
      [
        "tree 1 of 5: 363 nodes, depth 12",
        "trip_distance < 7.86193848 (cover 500)",
        "  yes, missing: trip_distance < 4.6204834 (cover 234), … 182 nodes below",
        "  no: vendor (cover 266), … 178 nodes below",
      ].join("\n"),
    );
    expect(texts(svg)[1]).toMatch(/^cut at depth 1 of 12 \(363 nodes\)/);
    const whole = shown(plotTree(booster("exact-notebook-like"), { treeIndex: 1, maxDepth: 12 }));
    expect(whole.svg.match(/<path /g)!.length).toBeLessThan(255);
    expect(texts(whole.svg)[1]).toMatch(/^cut at depth 7 of 12/);
  });

  it("escapes and shortens names", () => {
    const { svg } = shown(plotTree(booster("exact-depth6"), { maxDepth: 6 }));
    expect(texts(svg)).toContain("PU_DO=130_205 &amp; &lt;mo… &lt; 8.83545");
    const long = new Booster({ ...booster("exact-depth1").model, featureNames: ["x".repeat(60), ...names.slice(1)] });
    expect(texts(shown(plotTree(long)).svg)).toContain(`${"x".repeat(19)}… &lt; 7.86194`);
  });

  it("refuses a tree that there is not", () => {
    expect(() => plotTree(booster("exact-depth1"), { treeIndex: 5 })).toThrow(
      "there is no tree 5; give treeIndex 0 to 4",
    );
  });
});

describe("plotImportance", () => {
  it("shows the most important first", () => {
    const plot = plotImportance(booster("exact-depth3"), { importanceType: "gain", maxNumFeatures: 2 });
    const { text, svg, plotly } = shown(plot);
    expect(text).toBe(
      ["feature           gain", "─────────────  ───────", "trip_distance  4030.16", "vendor         993.793"].join(
        "\n",
      ),
    );
    expect(texts(svg)[0]).toBe("Feature importance (gain, 2 of 6 features)");
    expect(plotly).toMatchObject({
      data: [{ type: "bar", y: [0, 1] }],
      layout: { yaxis: { tickvals: [0, 1], ticktext: ["trip_distance", "vendor"] } },
    });
  });

  it("says so where there is nothing to show", () => {
    const none = new Booster({ ...booster("exact-depth1").model, trees: [] });
    const data = plotImportance(none)[displaySymbol]() as Record<string, string>;
    expect(data).toEqual({ "text/plain": "nothing to plot: the booster has no splits" });
  });
});
