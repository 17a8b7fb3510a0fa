/** A run with files, and its artifacts tab in Chromium. */
import type { Locator, Page } from "playwright-core";
import { open, type Opened, type PageServer, seed, startPage } from "./page.js";

/** A run with these files, opened at one of them. */
export async function show(
  artifacts: Readonly<Record<string, string | Uint8Array>>,
  path: string,
): Promise<Opened & { readonly server: PageServer; readonly runId: string; readonly address: string }> {
  const server = await startPage();
  const { experimentId, runIds } = await seed(server, "nyc-taxi-experiment", [{ name: "lasso", artifacts }]);
  const address = `/experiments/${experimentId}/runs/${runIds[0]}/artifacts/`;
  return { ...(await open(server, address + path)), server, runId: runIds[0]!, address };
}

export const tree = (page: Page): Locator => page.getByRole("treegrid", { name: "Artifacts" });
export const rowOf = (page: Page, name: string): Locator => tree(page).getByRole("row", { name });
