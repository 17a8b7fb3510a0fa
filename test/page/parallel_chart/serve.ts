/** Builds the page with the chart alone and serves it on a free port. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import react from "@vitejs/plugin-react";
import { build, preview } from "vite";

export interface ChartServer {
  /** Without a slash at its end. */
  readonly url: string;
  stop(): Promise<void>;
}

export async function serveChart(): Promise<ChartServer> {
  const outDir = mkdtempSync(join(tmpdir(), "labbook-chart-"));
  const ground = { configFile: false, root: import.meta.dirname, logLevel: "warn" } as const;
  await build({ ...ground, plugins: [react()], build: { outDir, emptyOutDir: true, chunkSizeWarningLimit: 5000 } });
  const server = await preview({ ...ground, build: { outDir }, preview: { port: 0, host: "127.0.0.1" } });
  const address = server.httpServer.address();
  if (address === null || typeof address === "string") throw new Error(`no port: ${String(address)}`);
  return {
    url: `http://127.0.0.1:${address.port}`,
    stop: async () => {
      await server.close();
      rmSync(outDir, { recursive: true, force: true });
    },
  };
}
