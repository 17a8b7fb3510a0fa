/**
 * Whoever can log reaches whoever looks: names, tags, notes, files and notebooks that try to run in the page. What ran would set a
 * global of the page (`pwned`) or ask a server elsewhere; neither happens on any page that shows them.
 */
import { join } from "node:path";
import Database from "better-sqlite3";
import type { Page } from "playwright-core";
import { expect, it } from "vitest";
import { look, trap } from "./attack.js";
import { call, open, type PageServer, seed, startPage, useBrowser } from "./page.js";

useBrowser();

/** Sets the page's global by every way from where it runs, and calls out. What fails is passed over, as whoever attacks would: each way is tried. */
const script = (url: string): string =>
  `for (const w of [() => window, () => parent, () => top, () => opener]) { try { w().pwned = "script" } catch {} }
   try { top.location = "${url}/top" } catch {}
   try { fetch("${url}/fetch", { mode: "no-cors" }).catch(() => 0); new Image().src = "${url}/image"; navigator.sendBeacon("${url}/beacon") } catch {}`;

const attribute = "window.pwned='attribute';parent.pwned='attribute'";

/** Markup as one would put it into a name. */
const markup = `<img src=x onerror="${attribute}"><script>${attribute}</script>`;

const html = (url: string): string =>
  `<!doctype html><base href="${url}/"><link rel="stylesheet" href="${url}/style"><meta http-equiv="refresh" content="3;url=${url}/refresh">
   <img src="${url}/picture" onerror="${attribute}"><iframe src="${url}/frame"></iframe><form action="${url}/form"><button>send</button></form>
   <script>${script(url)}; document.querySelector("form").submit(); parent.postMessage({ height: 1e9, pwned: 1 }, "*");
   console.log("it ran as " + self.origin)</script>`;

const svg = (url: string): string =>
  `<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" width="90" height="40" onload="${attribute}">
   <script>${script(url).replaceAll("&", "&amp;").replaceAll("<", "&lt;")}</script><image xlink:href="${url}/in-svg" width="9" height="9"/>
   <foreignObject width="9" height="9"><img xmlns="http://www.w3.org/1999/xhtml" src="${url}/foreign" onerror="${attribute}"/></foreignObject>
   <rect width="90" height="40" fill="teal"/></svg>`;

const markdown = (url: string): string =>
  `# Hostile notes\n\n${markup}\n\n[click](javascript:${attribute.replaceAll("'", "%27")}) [data](data:text/html,<script>1</script>) ![seen](${url}/markdown)\n\n<iframe srcdoc="<script>${attribute}</script>"></iframe>\n\n[x](vbscript:x) <javascript:alert(1)>`;

function notebook(url: string): string {
  const output = (data: Readonly<Record<string, unknown>>) => ({ output_type: "display_data", metadata: {}, data });
  const outputs = [
    output({ "text/html": html(url), "text/plain": "stands in" }),
    output({ "text/html": `<b>table</b><a href="javascript:${attribute}">go</a><img src="${url}/html-output">` }),
    output({ "application/javascript": script(url), "text/plain": "no script" }),
    output({ "image/svg+xml": svg(url) }),
    output({ "text/markdown": markdown(url) }),
    output({ "image/png": `x" onerror="${attribute}`, "text/plain": "no picture" }),
    { output_type: "error", ename: markup, evalue: markup, traceback: [`\u001b[31m${markup}\u001b]8;;javascript:${attribute}\u0007link\u001b]8;;\u0007`] },
  ]; // prettier-ignore
  const cells = [
    { cell_type: "markdown", id: "notes", metadata: {}, source: markdown(url) },
    { cell_type: "code", id: "code", metadata: {}, execution_count: 1, source: `// ${markup}`, outputs },
    { cell_type: "raw", id: "raw", metadata: {}, source: markup },
  ];
  return JSON.stringify({ nbformat: 4, nbformat_minor: 5, metadata: { kernelspec: { language: markup } }, cells });
}

function files(url: string): Readonly<Record<string, string>> {
  const proto = '{"__proto__": {"polluted": 1}, "constructor": {"prototype": {"polluted": 1}}}';
  return {
    "a.html": html(url),
    "b.svg": svg(url),
    "c.md": markdown(url),
    "d.json": proto,
    "e.json": `{"columns": ["__proto__", ${JSON.stringify(markup)}], "data": [[${proto}, ${JSON.stringify(markup)}]]}`,
    "f.csv": `__proto__,${markup.replaceAll('"', "'")}\n=HYPERLINK("${url}"),${markup.replaceAll('"', "'")}\n`,
    "g.ipynb": notebook(url),
    "h.txt": markup,
    "model/MLmodel": `flavors:\n  __proto__: {polluted: 1}\n  "${markup.replaceAll('"', "'")}": {a: 1}\n  evil: !!js/function "function () { ${attribute} }"\n`,
    "notebook/n.ipynb": notebook(url),
  };
}

/** Names of params that no server takes, but that a file may hold which came from elsewhere. */
function rename(server: PageServer): void {
  const db = new Database(join(server.folder, "mlflow.db"));
  db.prepare("UPDATE params SET key = ? WHERE key = 'renamed'").run(markup);
  db.prepare("UPDATE latest_metrics SET key = ? WHERE key = 'renamed'").run(markup);
  db.prepare("UPDATE metrics SET key = ? WHERE key = 'renamed'").run(markup);
  db.close();
}

async function seeded(server: PageServer, url: string) {
  const keys = { ["__proto__"]: markup, constructor: "1", renamed: markup };
  const run = {
    name: markup,
    params: keys,
    metrics: { constructor: 1, toString: [2, 3], renamed: [4, 5] },
    artifacts: files(url),
  };
  const tags = { "mlflow.note.content": markdown(url), "mlflow.source.name": `javascript:${attribute}`, "mlflow.source.git.repoURL": `javascript:${attribute}//`, "mlflow.source.git.commit": markup, "__proto__": markup }; // prettier-ignore
  const made = await seed(server, `taxi ${markup}`, [{ ...run, tags }, run]);
  rename(server);
  await call(server, "POST", "registered-models/create", { name: "hostile", description: markdown(url), tags: [{ key: "__proto__", value: markup }] }); // prettier-ignore
  await call(server, "POST", "model-versions/create", { name: "hostile", source: `runs:/${made.runIds[0]}/model`, run_id: made.runIds[0], description: markdown(url) }); // prettier-ignore
  return made;
}

/** What is there once a page shows `text`, has drawn its frames and asked what it wants to. */
async function settled(page: Page, text: string): Promise<void> {
  await page.getByText(text).first().waitFor();
  await page.waitForLoadState("networkidle");
}

it("runs nothing of the store in the page, and asks nobody else", async () => {
  const [server, { url, heard }] = await Promise.all([startPage(), trap()]);
  const { experimentId, runIds } = await seeded(server, url);
  const { page } = await open(server, "/experiments");
  page.on("dialog", (dialog) => {
    heard.push(`dialog: ${dialog.message()}`);
    void dialog.dismiss();
  });
  page.context().on("page", () => heard.push("a window was opened"));
  const run = `/experiments/${experimentId}/runs/${runIds[0]}`;
  const shown: readonly (readonly [path: string, text: string])[] = [
    ["/experiments", "taxi <img"],
    [`/experiments/${experimentId}/runs`, "<img src=x"],
    [run, "Hostile notes"],
    [`${run}/metrics`, "toString"],
    [`${run}/notebook`, "stands in"],
    [`${run}/artifacts/b.svg`, "90 × 40 px"],
    [`${run}/artifacts/c.md`, "Hostile notes"],
    [`${run}/artifacts/d.json`, "polluted"],
    [`${run}/artifacts/e.json`, "<img src=x"],
    [`${run}/artifacts/f.csv`, "=HYPERLINK"],
    [`${run}/artifacts/g.ipynb`, "stands in"],
    [`${run}/artifacts/h.txt`, "<img src=x"],
    [`${run}/artifacts/model`, "MLmodel"],
    ["/models", "hostile"],
    ["/models/hostile", "Hostile notes"],
    ["/models/hostile/versions/1", "Hostile notes"],
  ];
  for (const [path, text] of shown) {
    await page.goto(`${server.url}/#${path}`);
    await settled(page, text);
    const seen = await look(page);
    expect({ path, ...seen }).toEqual({ path, pwned: null, polluted: null, links: [], live: [], title: server.url });
  }
  expect(heard).toEqual([]);
});

/** What Chromium says when a frame of the page wants to show another server's document. */
const refusal = (text: string): boolean => /^Framing .*frame-src 'self'/.test(text);

it("runs a hostile file in a frame that reaches nobody", async () => {
  const [server, { url, heard }] = await Promise.all([startPage(), trap()]);
  const { experimentId, runIds } = await seeded(server, url);
  const run = `/experiments/${experimentId}/runs/${runIds[0]}`;
  const { page } = await open(server, run, { faultsExpected: true });
  const ran = page.waitForEvent("console", (message) => message.text() === "it ran as null");
  const refused = page.waitForEvent("console", (message) => refusal(message.text()));
  await page.goto(`${server.url}/#${run}/artifacts/a.html`);
  const frame = page.locator('iframe[title="a.html"]');
  await ran;
  await refused; // some seconds later it tries to go elsewhere
  expect((await frame.boundingBox())!.height).toBeLessThanOrEqual(4000);
  expect(await look(page)).toEqual({ pwned: null, polluted: null, links: [], live: [], title: server.url });
  expect(heard).toEqual([]);
});

it("makes elements of strings by the sanitiser only, and runs scripts of its own server only", async () => {
  const { page } = await open(await startPage(), "/experiments", { faultsExpected: true });
  await page.getByRole("link", { name: "Models" }).waitFor();
  const made = await page.evaluate(() => {
    const place = document.createElement("div");
    place.innerHTML = "<img src=x onerror=alert(1)> &times;";
    let worker: string;
    try {
      worker = new Worker("https://elsewhere.example/x.js").toString();
    } catch (error) {
      worker = (error as Error).name;
    }
    return [place.textContent, place.childElementCount, worker];
  });
  expect(made).toEqual(["<img src=x onerror=alert(1)> ×", 0, "TypeError"]);
});
