/** A hostile notebook in Chromium, before and after a reader lets its outputs run: what they could do, and who heard of it. */
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { expect, it, onTestFinished } from "vitest";
import { attack, look, type Trap, trap, watched } from "./attack.js";
import { bundle, notebookArtifacts, stream } from "./notebook_runs.js";
import { call, open, seed, startPage, useBrowser } from "./page.js";

useBrowser();

const mark = "window.pwned='attribute';parent.pwned='attribute'";

/** Each goes elsewhere by itself, or to another document of the server that the notebook is from. */
const leaving = (own: string, elsewhere: string): Readonly<Record<string, string>> => ({
  location: `<script>location = "${elsewhere}/location"</script>`,
  refresh: `<script>1</script><meta http-equiv="refresh" content="0;url=${elsewhere}/refresh">`,
  page: `<script>location = "${own}/#/experiments"</script>`,
  api: `<script>location = "${own}/secret"</script>`,
  rights: `<script>location = location.href + "&network=1&gained=1"</script>`,
});

/** HTML that is framed without a question, since it has styles and no script that can be seen. */
const styled = (elsewhere: string): string =>
  `<style>@import "${elsewhere}/import"; @font-face { font-family: x; src: url(${elsewhere}/font) } body { background: url(${elsewhere}/background); font-family: x }</style>
   <svg><image href="${elsewhere}/svg-image"/></svg><a href="java&#115;cript:document.title='ran'">go</a><form action="${elsewhere}/form"><button>send</button></form>
   <video poster="${elsewhere}/poster" src="${elsewhere}/video"></video><p>styled table</p>`;

/** HTML without scripts and styles, for the page itself. */
const plain = (elsewhere: string): string =>
  `<table><tr><td>plain table</td></tr></table><meta http-equiv="refresh" content="0;url=${elsewhere}/plain"><base href="${elsewhere}/">
   <img src="${elsewhere}/picture" srcset="${elsewhere}/srcset 2x" style="background:url(${elsewhere}/style)"><picture><source srcset="${elsewhere}/source"></picture>
   <p style="background:url(${elsewhere}/inline)" background="${elsewhere}/attribute"><a href="java&#115;cript:${mark}">go</a><a href="data:text/html,1">data</a>`;

const svg = (elsewhere: string): string =>
  `<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9" onload="${mark}"><script>${mark}</script><image href="${elsewhere}/in-svg"/></svg>`;

const markdown = (elsewhere: string): string =>
  `# Hostile\n\n<script>${mark}</script><img src=x onerror="${mark}">\n\n[go](javascript:alert(1)) ![seen](${elsewhere}/markdown)\n\n<iframe srcdoc="<script>${mark}</script>"></iframe>

$\\href{javascript:alert(1)}{go} \\includegraphics{${elsewhere}/tex} \\htmlStyle{background:url(${elsewhere}/tex-style)}{x}$ and $a^2$`;

const figure = (elsewhere: string): object => ({
  data: [{ type: "scatter", y: [1, 2], text: [`<img src=x onerror="${mark}">`, `<a href="javascript:${mark}">p</a>`], mode: "text" }],
  layout: {
    title: { text: `Curve <script>${mark}</script><a href="javascript:${mark}">x</a>` },
    images: [{ source: `${elsewhere}/figure`, x: 0, y: 0, sizex: 1, sizey: 1 }],
    annotations: [{ text: `<a href="javascript:${mark}" onclick="${mark}">note</a>` }],
  },
}); // prettier-ignore

function notebook(own: string, outside: Trap) {
  const { url } = outside;
  const leave = Object.values(leaving(own, url)).map((html) => bundle({ "text/html": html }));
  const outputs = [
    bundle({ "text/html": attack(own, outside), "text/plain": "stands in" }),
    bundle({ "text/html": styled(url) }),
    bundle({ "text/html": plain(url) }),
    bundle({ "application/vnd.plotly.v1+json": figure(url) }),
    bundle({ "application/javascript": mark, "text/plain": "no script" }),
    bundle({ "image/svg+xml": svg(url) }),
    bundle({ "text/markdown": markdown(url) }),
    stream(`\u001b]8;;javascript:${mark}\u0007link\u001b]8;;\u0007 \u001b[31m<img src=x onerror="${mark}">\u001b[0m`),
    stream("many\n".repeat(500_000)),
  ];
  const cells = [
    { id: "text", type: "markdown" as const, source: markdown(url) },
    { id: "code", source: "" },
    { id: "leave", source: "" },
  ];
  return notebookArtifacts(cells, [
    { cellId: "code", source: `// <img src=x onerror="${mark}">`, outputs },
    { cellId: "leave", source: "leave()", outputs: leave },
  ]);
}

/** What a trap heard until it hears this. */
async function heardBy({ url, heard }: Trap): Promise<string[]> {
  const asked = heard.length;
  const mine = ["connection", "GET /last HTTP/1.1"];
  await (await fetch(`${url}/last`)).arrayBuffer();
  expect(heard.slice(asked)).toEqual(expect.arrayContaining(mine));
  return heard.splice(0).filter((one, index, all) => !(index >= all.length - 2 && mine.includes(one)));
}

it("lets no output reach the page, its server or anybody else, before a reader runs it and after", async () => {
  const [server, outside] = await Promise.all([startPage(), trap()]);
  const front = await watched(server);
  const { url, asked } = front;
  const artifacts = notebook(url, outside);
  const { experimentId, runIds } = await seed(server, "e", [{ artifacts }]);
  const { page } = await open(front, "/models", { faultsExpected: true });
  await page.context().addCookies([{ name: "session", value: "secret", url, sameSite: "Lax" }]);
  page.on("dialog", (dialog) => {
    outside.heard.push(`dialog: ${dialog.message()}`);
    void dialog.dismiss();
  });
  page.context().on("page", () => outside.heard.push("a window was opened"));
  await page.goto(`${url}/#/experiments/${experimentId}/runs/${runIds[0]}/notebook`);

  const nothing = { pwned: null, polluted: null, links: [], live: [], title: url };
  const code = page.getByRole("region", { name: "Cell 2, code" });
  await code.getByText("stands in").waitFor();
  await code.getByText("plain table").waitFor();
  await page.locator("math", { hasText: "a2" }).first().waitFor();
  const shown = code.frameLocator('iframe[title="HTML output of cell code"]');
  await shown.getByText("styled table").waitFor();
  await code.frameLocator('iframe[title="Figure of cell code"]').locator(".gtitle", { hasText: "Curve" }).waitFor();
  await shown.getByRole("link", { name: "go" }).click();
  expect(await shown.locator("html").evaluate(() => document.title)).toBe("Output");
  expect(await code.getByText("Showing the first 30 of 500,000 lines.").count()).toBe(1);
  expect(await look(page)).toEqual(nothing);
  expect(await heardBy(outside)).toEqual([]);

  await code.getByRole("button", { name: "Run it", exact: true }).click();
  await code
    .locator('iframe[title="HTML output of cell code"]')
    .first()
    .contentFrame()
    .getByText("Done: nothing.")
    .waitFor();
  const leave = page.getByRole("region", { name: "Cell 3, code" });
  const run = leave.getByRole("button", { name: "Run it", exact: true });
  const ways = Object.keys(leaving(url, outside.url)).length;
  await expect.poll(() => run.count()).toBe(ways);
  for (let left = ways; left > 0; left--) await run.first().click();
  await leave.scrollIntoViewIfNeeded();
  const refused = () =>
    page
      .mainFrame()
      .childFrames()
      .filter((frame) => frame.url().startsWith("chrome-error:")).length;
  await expect.poll(refused).toBe(ways);
  expect(await look(page)).toEqual(nothing);
  expect(await heardBy(outside)).toEqual([]);

  const { experiments } = await call(server, "POST", "experiments/search", { max_results: 9 });
  expect((experiments as { name: string }[]).map(({ name }) => name).sort()).toEqual(["Default", "e"]);
  expect(asked.filter(({ path }) => /secret|gained/.test(path))).toEqual([]);
  const foreign = asked.filter(
    ({ headers }) => headers.origin === "null" || headers["sec-fetch-site"] === "cross-site",
  );
  expect(foreign.map(({ method, path }) => `${method} ${path}`)).toEqual([]);
});

it("would hear of it, if a document could do all that", async () => {
  const outside = await trap();
  const bare = createServer(({ url }, response) => {
    response.setHeader("content-type", "text/html");
    if (url !== "/") response.end("answered");
    else response.end(`<body>${attack(`http://127.0.0.1:${(bare.address() as AddressInfo).port}`, outside)}`);
  });
  await new Promise<void>((resolve) => bare.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => {
    bare.close();
    bare.closeAllConnections();
  });
  const { page } = await open({ url: `http://127.0.0.1:${(bare.address() as AddressInfo).port}` }, "/", {
    faultsExpected: true,
  });
  const done = await page.getByText(/^Done: /).textContent();
  expect(done).toMatch(/cookie, storage, .*read, write, .*worker, fetch/);
  await expect
    .poll(() => outside.heard)
    .toEqual(expect.arrayContaining(["connection", "datagram", "GET /fetch HTTP/1.1"]));
});
