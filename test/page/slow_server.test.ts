/** What the page shows while answers are late, come in another order than they were asked for, or do not come. */
import { createServer, request, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import { once } from "node:events";
import { expect, it, onTestFinished } from "vitest";
import { open, type PageServer, seed, startPage, useBrowser } from "./page.js";

useBrowser();

/** An answer that is kept back. */
interface Held {
  readonly release: () => void;
  /** It has been given, or nobody waits for it any more. */
  readonly over: Promise<unknown>;
}

/** In front of a server: keeps what `holds` says until it is released, and can go away and come back. */
class LateProxy {
  holds: (asked: string) => boolean = () => false;
  readonly held: Held[] = [];
  readonly #target: URL;
  readonly #server: Server;

  constructor(target: string) {
    this.#target = new URL(target);
    this.#server = createServer((asked, answer) => void this.#pass(asked, answer));
  }

  async listen(port = 0): Promise<void> {
    this.#server.listen(port, "127.0.0.1");
    await once(this.#server, "listening");
  }

  get port(): number {
    return (this.#server.address() as { port: number }).port;
  }

  async close(): Promise<void> {
    if (!this.#server.listening) return;
    this.#server.closeAllConnections();
    this.#server.close();
    await once(this.#server, "close");
  }

  async #pass(asked: IncomingMessage, answer: ServerResponse): Promise<void> {
    const body = Buffer.concat(await asked.toArray());
    const text = `${asked.url} ${body.toString()}`;
    const over = once(answer, "close");
    if (this.holds(text)) await new Promise<void>((release) => this.held.push({ release, over }));
    const { hostname, port } = this.#target;
    const onward = request({ hostname, port, path: asked.url, method: asked.method, headers: asked.headers });
    onward.on("error", () => answer.destroy());
    onward.on("response", (got) => {
      answer.writeHead(got.statusCode!, got.headers);
      got.pipe(answer);
    });
    onward.end(body);
  }
}

async function behindProxy(server: PageServer): Promise<{ proxy: LateProxy; url: string }> {
  const proxy = new LateProxy(server.url);
  await proxy.listen();
  onTestFinished(() => proxy.close());
  return { proxy, url: `http://127.0.0.1:${proxy.port}` };
}

async function course() {
  const server = await startPage();
  const seeded = await seed(server, "nyc-taxi-experiment", [
    { name: "lasso", params: { alpha: 0.1 }, metrics: { rmse: 9 } },
    { name: "ridge", params: { alpha: 0.2 }, metrics: { rmse: 8 } },
    { name: "xgboost", params: { alpha: 0.3 }, metrics: { rmse: 6.3 } },
  ]);
  return { ...seeded, ...(await behindProxy(server)) };
}

it("says that it waits, keeps what it had meanwhile, and lets no late answer overwrite a newer one", async () => {
  const { proxy, url, experimentId } = await course();
  proxy.holds = (asked) => asked.includes("runs/table");
  const { page } = await open({ url }, `/experiments/${experimentId}/runs`);
  await page.getByRole("status").getByText("Loading runs").waitFor();
  await page.getByRole("link", { name: "Experiments" }).first().waitFor(); // the rest of the page is there
  proxy.holds = () => false;
  proxy.held.shift()!.release();
  const grid = page.getByRole("grid", { name: "Runs" });
  await page.getByText("3 of 3 runs match").waitFor();

  proxy.holds = (asked) => asked.includes("runs/table") && asked.includes("rmse < 8.5");
  await page.getByRole("textbox", { name: "Filter runs" }).focus();
  const field = page.locator(".cm-content:focus");
  await field.fill("metrics.rmse < 8.5");
  await page.keyboard.press("Enter");
  await expect.poll(() => proxy.held.length).toBe(1);
  await expect.poll(() => grid.getAttribute("aria-busy")).toBe("true");
  await grid.getByRole("rowheader", { name: "lasso" }).waitFor(); // of the view before, marked as that
  await field.fill("metrics.rmse < 7");
  await page.keyboard.press("Enter");
  await page.getByText("1 of 3 runs matches").waitFor();
  await expect.poll(() => grid.getAttribute("aria-busy")).toBe("false");
  const late = proxy.held.shift()!;
  late.release();
  await late.over;
  await page.evaluate(() => new Promise(requestAnimationFrame));
  expect(await grid.getByRole("rowheader").getByRole("link").allInnerTexts()).toEqual(["xgboost"]);
  await page.getByText("1 of 3 runs matches").waitFor();
});

it("tells of a server that dies, keeps what is on the page, and shows the rest when it is back", async () => {
  const { proxy, url, experimentId, runIds } = await course();
  const { page } = await open({ url }, `/experiments/${experimentId}/runs`, { faultsExpected: true });
  const grid = page.getByRole("grid", { name: "Runs" });
  await grid.getByRole("rowheader", { name: "xgboost" }).waitFor();
  const { port } = proxy;
  await proxy.close();
  await grid.getByRole("columnheader", { name: "rmse" }).getByRole("button").first().click();
  await page.getByRole("alert").getByText("No answer from the server").waitFor();
  await grid.getByRole("rowheader", { name: "lasso" }).waitFor();

  await proxy.listen(port);
  await page.getByRole("button", { name: "Try again" }).click();
  await page.getByRole("button", { name: "Try again" }).waitFor({ state: "detached" });
  await expect.poll(() => grid.getByRole("rowheader").getByRole("link").first().innerText()).toBe("xgboost");
  await grid.getByRole("link", { name: "xgboost" }).click();
  await page.waitForURL(`**/runs/${runIds[2]}`);
  await page.getByRole("heading", { name: "xgboost" }).waitFor();
});
