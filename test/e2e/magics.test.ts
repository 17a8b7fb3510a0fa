/** Magics as a person meets them in cells; positions are the user's own, with emoji and wide characters too. */
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { MlflowClient } from "labbook";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { magics } from "../../magics/index.js";
import { plotKinds } from "../../magics/plot_of_runs.js";
import { suiteFolder } from "../temp.js";
import { TestKernel } from "./kernel.js";

let kernel: TestKernel;
const folder = suiteFolder();

beforeAll(async () => {
  kernel = await TestKernel.start(folder);
  await kernel.execute("%track magics-test --run-name first");
});
afterAll(async () => {
  await kernel.stop();
});

async function lastRun() {
  const client = new MlflowClient(`sqlite:///${folder}/mlflow.db`);
  const [run] = await client.searchRuns({
    experimentIds: (await client.searchExperiments({})).map(({ experimentId }) => experimentId),
    orderBy: ["attributes.start_time DESC"],
  });
  return run!;
}

async function ok(code: string) {
  const done = await kernel.execute(code);
  expect(done.reply["traceback"]).toBeUndefined();
  return done;
}

async function refused(code: string): Promise<{ ename: string; evalue: string; traceback: string[] }> {
  const { reply } = await kernel.execute(code);
  return reply as never;
}

function shown(done: { displays: readonly Record<string, unknown>[] }, type = "text/plain"): string {
  return done.displays.map((display) => String((display["data"] as Record<string, unknown>)[type])).join("\n");
}

describe("logging", () => {
  it("logs params, metrics, tags, texts and files of the run", async () => {
    writeFileSync(join(folder, "model.json"), "{}");
    await ok('const rate: number = 0.1\n%log_param lr {rate}\n%log_params depth=4 {{ seed: 7, name: "tree" }}');
    await ok("%log_metric rmse {rate * 2} --step 3\n%set_tag developer Ada Lovelace");
    await ok("%log_text notes/readme.txt some notes\n%log_artifact model.json models");
    const { data, info } = await lastRun();
    expect(data.params).toEqual({ lr: "0.1", depth: "4", seed: "7", name: "tree" });
    expect(data.metrics).toEqual({ rmse: 0.2 });
    expect(data.tags).toMatchObject({ developer: "Ada Lovelace", "mlflow.runName": "first" });
    const client = new MlflowClient(`sqlite:///${folder}/mlflow.db`);
    expect((await client.listArtifacts(info.runId, "notes")).map(({ path }) => path)).toEqual(["notes/readme.txt"]);
    expect((await client.listArtifacts(info.runId, "models")).map(({ path }) => path)).toEqual(["models/model.json"]);
  });

  it("evaluates {expr} in loops, functions and after awaits", async () => {
    await ok("for (let step = 0; step < 3; step++) {\n  %log_metric loss {1 / (step + 1)} --step {step}\n}");
    await ok("async function train(key: string) {\n  await null\n  //% log_metric {key} {0.5}\n}\nawait train('late')");
    const { data, info } = await lastRun();
    expect(data.metrics).toMatchObject({ loss: 1 / 3, late: 0.5 });
    const history = await new MlflowClient(`sqlite:///${folder}/mlflow.db`).getMetricHistory(info.runId, "loss");
    expect(history.map(({ step, value }) => [step, value])).toEqual([
      [0, 1],
      [1, 0.5],
      [2, 1 / 3],
    ]);
  });

  it("tracks one cell as one run, FINISHED or FAILED", async () => {
    await ok("%%track cell-runs --run-name good\n%log_metric m 1");
    expect((await lastRun()).info).toMatchObject({ status: "FINISHED", runName: "good" });
    await refused('//%%track cell-runs --run-name bad\nthrow new Error("no")');
    expect((await lastRun()).info).toMatchObject({ status: "FAILED", runName: "bad" });
    await ok("%track magics-test");
  });
});

describe("showing", () => {
  it("lists runs with filter, order and columns, as HTML and text", async () => {
    const table = await ok(
      '%runs --filter "metrics.rmse < 1" --order "metrics.rmse ASC" --columns params.lr,metrics.rmse --plot',
    );
    expect(shown(table)).toMatch(/run +status +start \(UTC\) +duration +lr +rmse\n.*\nfirst .* 0\.1 +0\.2/);
    expect(shown(table, "text/html")).toContain("<table>");
    expect(table.displays.map((display) => Object.keys(display["data"] as object)[0])).toContain(
      "application/vnd.plotly.v1+json",
    );
    expect(shown(await ok("%run_info"))).toMatch(/status +RUNNING/);
  });

  it("plots runs in each of the ways that pages have", async () => {
    await ok("%experiment plots-test");
    await ok(
      [
        'const { withRun, logParam, logMetric } = await import("labbook")',
        "for (const n of [1, 2, 3, 4, 5, 6])",
        "  await withRun({ runName: `run ${n}` }, async () => {",
        '    await logParam("alpha", n / 10); await logParam("depth", n % 3); await logMetric("mae", n)',
        '    for (const step of [0, 1]) await logMetric("rmse", n + (3 - n) ** 2 - step, { step })',
        "  })",
      ].join("\n"),
    );
    const plotted = await ok(plotKinds.map((kind) => `%runs --plot ${kind}`).join("\n"));
    const plots = plotted.displays
      .map((display) => display["data"] as Record<string, unknown>)
      .filter((_, i) => i % 2 === 1);
    expect(plots.map((data) => Object.keys(data))).toEqual(
      plotKinds.map(() => ["application/vnd.plotly.v1+json", "text/html", "text/plain"]),
    );
    expect(plots[plotKinds.indexOf("history")]!["text/plain"]).toMatch(
      /line +points +first +last +least\n─.*\nrun 6 +2 +15 +14 +14\n/, // of rmse: mae has none
    );
    const chosen = await ok("%runs --plot scatter --columns params.depth,metrics.rmse,params.alpha");
    expect(shown(chosen)).toMatch(/run +status.* depth +rmse +alpha\n/);
    await ok("%experiment magics-test");
  });

  it("says which experiment and store are in use, and changes them", async () => {
    await ok("%experiment other-experiment");
    expect(JSON.stringify((await ok("%experiment")).displays)).toContain("other-experiment");
    expect(JSON.stringify((await ok("%tracking_uri")).displays)).toContain("sqlite:///mlflow.db");
    await ok("%experiment magics-test");
  });

  it("lists variables and magics", async () => {
    await ok("const visible = { a: 1 }");
    expect(shown(await ok("%who"))).toMatch(/visible +\{ a: number; ?\} +\{ a: 1 \}/);
    const { stdout, displays } = await ok("%lsmagic");
    const listed = stdout + JSON.stringify(displays);
    for (const { name } of magics) expect(listed).toContain(`%${name}`);
  });

  it.each(magics.map(({ name }) => name))("explains %s with ? and -h", async (name) => {
    const { reply } = await kernel.execute(`%${name}?`);
    const [page] = reply["payload"] as [{ data: Record<string, string> }];
    expect(page.data["text/plain"]).toContain(`%${name}`);
    expect((await kernel.execute(`%${name} -h`)).reply["payload"]).toEqual(reply["payload"]);
  });
});

describe("the system", () => {
  it("times lines and cells", async () => {
    expect(
      (await ok("%time 6 * 7")).stdout +
        JSON.stringify((await kernel.execute("%time 6 * 7")).messages.map(({ content }) => content)),
    ).toMatch(/\d(\.\d+)? ?(ms|µs|s)/);
    const { stdout, displays, result } = await ok("%%time\nawait new Promise((done) => setTimeout(done, 5))\n'timed'");
    expect(result).toBe("'timed'");
    expect(stdout + JSON.stringify(displays)).toMatch(/\d+(\.\d+)? ms/);
  });

  it("captures output into a variable", async () => {
    const { stdout } = await ok('%%capture held\nconsole.log("caught"); console.error("also")');
    expect(stdout).toBe("");
    expect((await ok("[held.stdout, held.stderr]")).result).toBe("[ 'caught\\n', 'also\\n' ]");
  });

  it("runs shell commands, and fails with them", async () => {
    expect((await ok("%sh echo one; echo two")).stdout).toBe("one\ntwo\n");
    expect((await ok("%%sh\nX=3\necho $((X * 2))")).stdout).toBe("6\n");
    expect((await ok("%sh labbook --version")).stdout).toMatch(/^\d+\.\d+\.\d+\n$/);
    expect(await refused("%sh exit 3")).toMatchObject({ evalue: "the command ended with exit code 3: exit 3" });
    expect((await ok("%npm --version")).stdout).toMatch(/^\d+\.\d+\.\d+\n/);
  });

  it("shows and sets environment variables", async () => {
    await ok("%env LABBOOK_TEST=on");
    expect((await ok("process.env.LABBOOK_TEST")).result).toBe("'on'");
    expect((await ok("%env LABBOOK_TEST")).result).toBe("'on'");
  });
});

describe("arguments", () => {
  it("reach the shell as they were written", async () => {
    const { stdout } = await ok(`%sh printf '<%s>\\n' "a   b" c; echo "x > y" 'it'"'"'s'   z`);
    expect(stdout).toBe("<a   b>\n<c>\nx > y it's z\n");
    expect((await ok('const word = "q"\n%sh -- echo "{word}   {word}"'.replace("-- ", ""))).stdout).toBe("q   q\n");
  });

  it("keep blanks and quotes of free text, and pair quotes around {expr}", async () => {
    await ok("%track arguments --run-name words\nconst limit = 5");
    await ok('%set_tag note it\'s   fine\n%set_tag quoted "all   of it"\n%log_text k.txt say "hi  {limit}" now');
    await ok("%log_metric low -inf\n%log_metric m 1");
    expect(shown(await ok('%runs --filter "metrics.m < {limit}" --columns metrics.m'))).toContain("words");
    const { data, info } = await lastRun();
    expect(data.tags).toMatchObject({ note: "it's   fine", quoted: "all   of it" });
    expect(data.metrics["low"]).toBe(-Number.MAX_VALUE);
    expect(readFileSync(join(info.artifactUri, "k.txt"), "utf8")).toBe('say "hi  5" now');
    await ok("%env GREETING=hello   world");
    expect((await ok("process.env.GREETING")).result).toBe("'hello world'");
  });

  it("may hold any TypeScript between braces", async () => {
    await ok(
      'const z = [1, 2]\n%set_tag nested {`x${z.map((n) => `<${n}>`).join("")}y`}\n%set_tag brace {`x${`}`}y` /* } */ + /[}"]/.source}',
    );
    expect((await lastRun()).data.tags).toMatchObject({ nested: "x<1><2>y", brace: 'x}y[}"]' });
  });

  it("belong to the if, else or loop whose body the magic is", async () => {
    const code = [
      "for (const never of [] as number[])",
      "  %log_metric looped 1",
      "if (limit > 100) limit.toFixed()",
      "else",
      "  %log_metric elsed 1",
      "if (limit > 100)",
      "  %log_metric iffed 1",
      "let turns = 0",
      "do",
      "  %log_metric done {++turns} --step {turns}",
      "while (turns < 3)",
      "const open = 7",
      "%log_metric after {open}",
    ].join("\n");
    await ok(code);
    const { metrics } = (await lastRun()).data;
    expect(metrics).toMatchObject({ elsed: 1, done: 3, after: 7 });
    expect(Object.keys(metrics)).not.toContain("looped");
    expect(Object.keys(metrics)).not.toContain("iffed");
  });

  it("of a comment inside an object stay a comment", async () => {
    expect((await ok("const o = {\n  a: 1,\n  //% who\n  b: 2,\n}\no")).result).toBe("{ a: 1, b: 2 }");
  });

  it("capture the last value too", async () => {
    expect((await ok("%%capture kept\n1 + 1")).result).toBeNull();
    expect((await ok("kept.outputs[0]!.data['text/plain']")).result).toBe("'2'");
  });
});

describe("mistakes", () => {
  it("suggests the nearest name for an unknown magic", async () => {
    expect(await refused("%log_parm lr 0.1")).toMatchObject({
      ename: "UsageError",
      evalue: "no magic %log_parm; did you mean %log_param? (%lsmagic lists all)",
    });
    expect(await refused("%%trak x\n1")).toMatchObject({ ename: "UsageError" });
  });

  it.each([
    ["%log_metric rmse low", /rmse|number|low/],
    ["%log_metric", /key/],
    ["%log_param only-key", /value/],
    ["%runs --max many", /many/],
    ["%runs --nonsense", /--nonsense/],
    ["%runs --plot scater", /no plot 'scater'; did you mean scatter\?/],
    ["%ui --height 5", /--height of %ui is 5; give pixels from 100 to 10000/],
    [
      `%runs --filter "metrics.rmse < 'seven'"`,
      /Expected numeric value.*'seven'; metrics\.rmse is compared with a number[\s\S]*\^/,
    ],
  ])("explains what is wrong with %s", async (code, message) => {
    const { ename, evalue } = await refused(code);
    expect(ename).toMatch(/UsageError|FilterError|TrackingError/);
    expect(evalue).toMatch(message);
  });

  it("says where a cell magic belongs", async () => {
    expect(await refused("// how long?\n%%time\n1 + 1")).toMatchObject({
      ename: "UsageError",
      evalue: "%%time must stand on the first line of its cell; put it above all else",
    });
    expect((await ok("1\n//%% time\n'a comment'")).result).toBe("'a comment'");
    expect((await ok("%%sh\necho one\n%%time 2>/dev/null || true")).stdout).toBe("one\n");
  });

  it("leaves modulo, strings and templates alone", async () => {
    await ok("const runs = 5");
    expect((await ok("(17\n%runs)")).result).toBe("2");
    expect((await ok("`\n%runs\n`.length")).result).toBe("7");
    expect((await ok("17 % runs")).result).toBe("2");
  });
});

describe("positions", () => {
  it("of type errors below magics and inside {expr} are the user's", async () => {
    expect((await refused("%set_tag a 🌷\n%set_tag b c\nconst n: number = 'x'")).evalue).toMatch(/^3:7 - /);
    expect((await refused("%log_metric m {  lrr * 2}")).evalue).toMatch(/^1:18 - Cannot find name 'lrr'/);
    expect((await refused("%set_tag flower 🌷🌷 {  lrr}")).evalue).toMatch(/^1:25 - /);
  });

  it("of errors at run time too", async () => {
    const { traceback } = await refused(
      '%set_tag a 🌷\nconst boom = () => { throw new Error("x") }\n%log_metric m {boom()}',
    );
    expect(traceback.at(-1)).toMatch(/cell \d+:3:16/);
    expect(traceback.join("\n")).toMatch(/at boom \(cell \d+:2:28\)/);
  });

  it("of completion and inspection are the user's, behind and inside a magic", async () => {
    await ok("const rate2: number = 1");
    const complete = async (code: string) =>
      await kernel.ask("complete_request", { code, cursor_pos: [...code].length });
    expect(await complete("%set_tag a 🌷\nrate2.toFi")).toMatchObject({
      matches: ["toFixed"],
      cursor_start: 19,
      cursor_end: 23,
    });
    expect(await complete("%set_tag 🌷 {rate2.toFi")).toMatchObject({
      matches: ["toFixed"],
      cursor_start: 18,
      cursor_end: 22,
    });
    const code = "%set_tag a 🌷\nrate2";
    const { data } = (await kernel.ask("inspect_request", { code, cursor_pos: 15 })) as {
      data: Record<string, string>;
    };
    expect(data["text/plain"]).toContain("const rate2: number");
    const help = (await kernel.ask("inspect_request", { code, cursor_pos: 3 })) as { data: Record<string, string> };
    expect(help.data["text/plain"]).toContain("%set_tag");
  });

  it("completes options and known values", async () => {
    const complete = async (code: string) =>
      (await kernel.ask("complete_request", { code, cursor_pos: code.length }))["matches"];
    expect(await complete("%track --r")).toEqual(["--run-name", "--resume"]);
    expect(await complete("%track magics")).toEqual(["magics-test"]);
    await ok("%experiment magics-test");
    expect(await complete("%log_metric rm")).toEqual(["rmse"]);
  });
});
