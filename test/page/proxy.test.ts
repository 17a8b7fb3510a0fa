/** The page behind a proxy that keeps or strips a prefix, as JupyterHub's and nginx do. */
import { createServer, request } from "node:http";
import type { AddressInfo } from "node:net";
import { expect, it, onTestFinished } from "vitest";
import { open, startPage, useBrowser } from "./page.js";

useBrowser();

/** Answers below `prefix` only, with what `target` answers at the path behind it, or with it where `keeps`. */
async function proxy(target: string, prefix: string, keeps: boolean): Promise<string> {
  const server = createServer((incoming, outgoing) => {
    if (!incoming.url!.startsWith(`${prefix}/`)) return void outgoing.writeHead(404).end();
    const path = keeps ? incoming.url! : incoming.url!.slice(prefix.length);
    const { hostname, port } = new URL(target);
    const { method, headers } = incoming;
    const onward = request({ hostname, port, path, method, headers }, (answer) => {
      outgoing.writeHead(answer.statusCode!, answer.headers);
      answer.pipe(outgoing);
    });
    incoming.pipe(onward);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}${prefix}`;
}

it.each([
  ["strips", false, []],
  ["keeps", true, ["--static-prefix", "/user/ann/proxy"]],
])("is whole behind a proxy that %s its prefix", async (_what, keeps, options) => {
  const server = await startPage(undefined, options);
  onTestFinished(server.stop);
  const url = await proxy(server.url, "/user/ann/proxy", keeps);
  const { page, faults } = await open({ url }, "/", { faultsExpected: true });
  const loaded: string[] = [];
  page.on("response", (answer) => loaded.push(`${answer.status()} ${answer.url().slice(url.length)}`));
  await page.reload();
  await page.getByRole("link", { name: "Models" }).click();
  await page.waitForURL(`${url}/#/models**`);
  const made = await page.evaluate(async () => {
    const answer = await fetch("ajax-api/2.0/mlflow/experiments/create", {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ name: "from the page" }),
    });
    return answer.status;
  });
  expect(made).toBe(200);
  expect(faults.filter((fault) => fault.startsWith("asked outside"))).toEqual([]);
  expect(loaded.filter((one) => /^200 \/assets\/index-\S+\.js$/.test(one))).toHaveLength(1);
  expect(
    loaded.filter((one) => !one.includes(" /ajax-api/") && !one.startsWith("200") && !one.startsWith("304")),
  ).toEqual([]);
});
