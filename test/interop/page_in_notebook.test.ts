/** `%ui`: the page of the store in use, beside the kernel and for as long as it lives. */
import { expect, it } from "vitest";
import { tempFolder } from "../temp.js";
import { type Executed, TestKernel } from "../e2e/kernel.js";
import { start } from "../cli/server_process.js";

function shown(done: Executed): Record<string, string> {
  expect(done.reply["traceback"]).toBeUndefined();
  return done.displays[0]!["data"] as Record<string, string>;
}

function urlOf(data: Record<string, string>): string {
  return /http:\S+/.exec(data["text/plain"]!)![0];
}

/** Resolves when nothing answers there any more. */
async function gone(url: string): Promise<void> {
  try {
    for (;;) await (await fetch(url)).text();
  } catch {
    return;
  }
}

it("shows the page of the experiment and then of the open run, once per store, and ends it with the session", async () => {
  const kernel = await TestKernel.start(tempFolder());
  const experiment = shown(
    await kernel.execute("%experiment taxi\n%ui").then((done) => ({ ...done, displays: done.displays.slice(-1) })),
  );
  const url = new URL(urlOf(experiment));
  expect(experiment["text/plain"]).toBe(`experiment taxi: ${url.origin}/#/experiments/1/runs`);
  expect(experiment["text/html"]).toContain(`<iframe src="${url.href}" title="experiment taxi"`);
  await kernel.execute("%log_param alpha 0.1");
  const run = shown(await kernel.execute("%ui --no-frame"));
  expect(urlOf(run)).toMatch(new RegExp(`^${url.origin}/#/experiments/1/runs/[0-9a-f]{32}$`));
  expect(run["text/html"]).not.toContain("iframe");

  const page = await fetch(url.origin);
  expect(page.headers.get("content-security-policy")).toMatch(/frame-ancestors 'self' http:\/\/localhost:\* /);
  expect(page.headers.get("x-frame-options")).toBeNull();
  const made = await fetch(`${url.origin}/api/2.0/mlflow/experiments/create`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ name: "from the page" }),
  });
  expect(made.status).toBe(200);
  const found = await kernel.execute(
    '(await (await import("labbook")).getExperimentByName("from the page"))!.artifactLocation',
  );
  expect(found.result).toMatch(/\/mlruns\/2'$/); // where notebooks find it without a server

  kernel.process.kill("SIGKILL");
  await gone(url.origin);
});

it("stands in front of a server that runs are tracked to", async () => {
  const folder = tempFolder();
  const { url } = await start(folder);
  const kernel = await TestKernel.start(tempFolder(), {
    MLFLOW_TRACKING_URI: url.replace("http://", "http://ann:secret@"),
  });
  const address = urlOf(shown(await kernel.execute("%ui")));
  expect(address).not.toContain("secret");
  const about = await fetch(`${new URL(address).origin}/ajax-api/labbook/about`);
  expect(await about.json()).toMatchObject({ store: url });
  await kernel.stop();
  await gone(new URL(address).origin);
});
