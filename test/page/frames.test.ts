/** Hostile and harmless documents of the store in frames, and opened by their address: what they can do. */
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { expect, it, onTestFinished } from "vitest";
import { attack, trap } from "./attack.js";
import { open, type PageServer, seed, startPage, useBrowser } from "./page.js";

useBrowser();

/** Shows an address in a sandboxed frame of the page; gives the messages that came out of it until one has `key`. */
async function framed(
  server: PageServer,
  address: string,
  key: string,
): Promise<{ messages: object[]; faults: string[] }> {
  const { page, faults } = await open(server, "/", { faultsExpected: true });
  const messages = await page.evaluate(
    ([src, wanted]) =>
      new Promise<object[]>((resolve) => {
        const got: object[] = [];
        const frame = document.createElement("iframe");
        frame.setAttribute("sandbox", "allow-scripts");
        addEventListener("message", (event) => {
          if (event.source !== frame.contentWindow) return;
          got.push({ ...(event.data as object), origin: event.origin });
          if (wanted! in (event.data as object)) resolve(got);
        });
        frame.src = src!;
        document.body.append(frame);
      }),
    [address, key] as const,
  );
  return { messages, faults };
}

/** Gives a frame the height that its document tells, as the page does, until that is the same for 20 frames of the screen. */
async function heightOf(server: PageServer, address: string): Promise<number> {
  const { page } = await open(server, "/", { faultsExpected: true });
  return await page.evaluate(
    (src) =>
      new Promise<number>((resolve) => {
        const frame = document.createElement("iframe");
        frame.setAttribute("sandbox", "allow-scripts");
        let [height, still] = [0, 0];
        addEventListener("message", (event) => {
          if (event.source !== frame.contentWindow) return;
          height = (event.data as { height: number }).height;
          frame.style.height = `${height}px`;
          still = 0;
        });
        const look = (): void => {
          if (height > 0 && ++still > 20) resolve(height);
          else requestAnimationFrame(look);
        };
        frame.src = src;
        document.body.append(frame);
        look();
      }),
    address,
  );
}

it("runs a hostile file where it reaches nothing, and tells its height", async () => {
  const [server, outside] = await Promise.all([startPage(), trap()]);
  onTestFinished(server.stop);
  const { runIds } = await seed(server, "e", [
    {
      artifacts: {
        "evil.html": attack(server.url, outside),
        "high.html": '<body style="margin:0"><div style="height:333px">',
        "full.html": '<!doctype html><body style="height:105vh">',
      },
    },
  ]);
  const address = `${server.url}/ajax-api/labbook/artifacts/frame?run_id=${runIds[0]}&path=evil.html`;
  const { messages } = await framed(server, address, "done");
  expect(messages.find((message) => "done" in message)).toMatchObject({ done: [], origin: "null" });
  expect(await heightOf(server, address.replace("evil", "high"))).toBe(333);
  expect(await heightOf(server, address.replace("evil", "full"))).toBeLessThan(700); // fills its frame: does not grow for ever
  const { page } = await open(server, "/", { faultsExpected: true });
  const told = page.waitForEvent("console", (message) => message.text().startsWith("done:"));
  await page.addInitScript("addEventListener('message', (e) => e.data.done && console.log('done:' + e.data.done))");
  await page.goto(address); // its own parent
  expect((await told).text()).toBe("done:");
  expect(page.url()).toBe(address);
  expect(outside.heard).toEqual([]);
});

it("draws figures of notebooks with Plotly of its own, and their HTML", async () => {
  const server = await startPage();
  onTestFinished(server.stop);
  const figure = { data: [{ type: "scatter", y: [1, 3, 2] }], layout: { title: { text: "Curve" }, height: 300 } };
  const outputs = [
    { output_type: "display_data", data: { "application/vnd.plotly.v1+json": figure } },
    { output_type: "display_data", data: { "text/html": "<table><tr><td>7</td></tr></table>" } },
  ];
  const notebook = JSON.stringify({ cells: [{ cell_type: "code", id: "a", outputs }] });
  const { runIds } = await seed(server, "e", [{ artifacts: { "n.ipynb": notebook } }]);
  const { page } = await open(server, "/");
  for (const [output, theme, selector] of [
    ["0", "light", ".gtitle"],
    ["0", "dark", ".scatterlayer .trace"],
    ["1", "dark", "td"],
  ]) {
    const query = new URLSearchParams({
      run_id: runIds[0]!,
      path: "n.ipynb",
      cell: "a",
      output: output!,
      theme: theme!,
    });
    await page.goto(`${server.url}/ajax-api/labbook/artifacts/output?${query}`);
    await page.locator(selector!).first().waitFor();
    const colour = await page.evaluate(() => getComputedStyle(document.documentElement).colorScheme);
    expect(colour).toBe(theme);
  }
});

it("shows its page in frames of the pages that were named, and of no others", async () => {
  const outer = createServer((request, response) => {
    response.setHeader("content-type", "text/html");
    response.end(`<iframe src="${new URL(request.url!, "http://x").searchParams.get("of")}"></iframe>`);
  });
  await new Promise<void>((resolve) => outer.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => void outer.close());
  const origin = `http://127.0.0.1:${(outer.address() as AddressInfo).port}`;
  const named = await startPage(undefined, ["--frame-ancestors", `self,${origin}`]);
  onTestFinished(named.stop);
  const shown = await open(named, "/", { faultsExpected: true });
  await shown.page.goto(`${origin}/?of=${encodeURIComponent(`${named.url}/`)}`);
  await shown.page.frameLocator("iframe").getByRole("link", { name: "Models" }).waitFor();
  const other = await startPage();
  onTestFinished(other.stop);
  const refused = shown.page.waitForEvent("console", (message) => message.text().includes("frame-ancestors"));
  await shown.page.goto(`${origin}/?of=${encodeURIComponent(`${other.url}/`)}`);
  expect((await refused).text()).toContain("frame-ancestors 'self'");
});
