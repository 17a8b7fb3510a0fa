/** Artifacts that come and go: uploads by button and by drop, downloads. */
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { tempFolder } from "../temp.js";
import { rowOf, show } from "./artifact_run.js";
import { useBrowser } from "./page.js";

useBrowser();

it("uploads files beside what is shown, asks before it replaces one, and downloads", async () => {
  const { page, server, runId } = await show({ "data/a.txt": "old" }, "data/a.txt");
  const upload = async (name: string, text: string): Promise<void> => {
    const chooser = page.waitForEvent("filechooser");
    await page.getByRole("button", { name: "Upload files to data/" }).click();
    await (await chooser).setFiles({ name, mimeType: "text/plain", buffer: Buffer.from(text) });
  };
  const stored = async (path: string): Promise<string> =>
    await (await fetch(`${server.url}/ajax-api/labbook/artifacts/file?run_id=${runId}&path=${path}`)).text();
  await upload("b ü.txt", "new file");
  await page.getByText("Uploaded data/b ü.txt").waitFor();
  await rowOf(page, "b ü.txt").click();
  await page.getByText("new file").waitFor();
  expect(await stored("data/b%20%C3%BC.txt")).toBe("new file");
  await upload("a.txt", "replaced");
  const dialog = page.getByRole("alertdialog", { name: "Replace files?" });
  await dialog.getByText("data/a.txt").waitFor();
  expect(await stored("data/a.txt")).toBe("old");
  await dialog.getByRole("button", { name: "Replace 1 file" }).click();
  await page.getByText("Uploaded data/a.txt").waitFor();
  expect(await stored("data/a.txt")).toBe("replaced");
  await rowOf(page, "a.txt").click();
  await page.getByText("replaced", { exact: true }).waitFor();
  const whole = page.waitForEvent("download");
  await page.getByRole("link", { name: "All as zip" }).click();
  expect((await whole).suggestedFilename()).toBe(`${runId}.zip`);
  const one = page.waitForEvent("download");
  await page.getByRole("link", { name: "Download", exact: true }).click();
  expect((await one).suggestedFilename()).toBe("a.txt");
});

it("uploads what is dropped, folders too, until it is stopped", async () => {
  const { page, server, runId } = await show({ "a.txt": "old" }, "a.txt");
  const folder = tempFolder();
  mkdirSync(join(folder, "plots/loss"), { recursive: true });
  writeFileSync(join(folder, "plots/loss/1.txt"), "one");
  writeFileSync(join(folder, "plots/2.txt"), "two");
  writeFileSync(join(folder, "a.txt"), "dropped");
  const devtools = await page.context().newCDPSession(page);
  const drop = async (...names: string[]): Promise<void> => {
    const { x, y } = (await page.locator(".artifacts").boundingBox())!;
    const data = { items: [], files: names.map((name) => join(folder, name)), dragOperationsMask: 1 };
    for (const type of ["dragEnter", "dragOver", "drop"] as const)
      await devtools.send("Input.dispatchDragEvent", { type, x: x + 20, y: y + 150, data });
  };
  await drop("plots", "a.txt");
  const dialog = page.getByRole("alertdialog", { name: "Replace files?" });
  await dialog.getByText("There are already: a.txt.").waitFor();
  await dialog.getByRole("button", { name: "Replace 1 file" }).click();
  await page.getByText("Uploaded 3 files").waitFor();
  const stored = async (path: string): Promise<string> =>
    await (await fetch(`${server.url}/ajax-api/labbook/artifacts/file?run_id=${runId}&path=${path}`)).text();
  expect(await Promise.all(["plots/loss/1.txt", "plots/2.txt", "a.txt"].map(stored))).toEqual(["one", "two", "dropped"]); // prettier-ignore

  await page.route(/artifacts\/file.*large/, () => undefined); // for ever
  writeFileSync(join(folder, "large.bin"), "large");
  await drop("large.bin");
  await page.getByRole("status").getByText("Uploading large.bin").waitFor();
  await page.getByRole("button", { name: "Stop" }).click();
  await page.getByText("Stopped: 1 not uploaded").waitFor();
  await page.getByRole("button", { name: "Stop" }).waitFor({ state: "detached" });
});
