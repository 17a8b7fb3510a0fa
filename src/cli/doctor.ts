import { accessSync, constants, existsSync } from "node:fs";
import { execFileSync } from "node:child_process";
import { dirname } from "node:path";
import { Command } from "commander";
import { KernelClient } from "../jupyter/client.js";
import { findKernelspec, kernelName, ownKernelspec } from "../jupyter/kernelspec.js";
import { isServerUri, withoutCredentials } from "../http/address.js";
import { openStore, sqlitePath } from "../store/open.js";
import { trackingUriIn } from "./tracking.js";

interface Finding {
  readonly check: string;
  readonly status: "ok" | "warning" | "fault";
  readonly detail: string;
  /** What to do about it; null when all is well. */
  readonly remedy: string | null;
}

type Check = () => Promise<Finding> | Finding;

export function doctorCommand(): Command {
  return new Command("doctor")
    .usage("[--tracking-uri U] [--json]")
    .description(
      "Check Node, native modules, kernelspec, kernel, Jupyter and tracking store, and say what to do about each fault.",
    )
    .option("--tracking-uri <uri>", "the store to check (default: MLFLOW_TRACKING_URI, else sqlite:///mlflow.db)")
    .option("--json", "print the findings as a JSON array")
    .action(examine);
}

async function examine(options: { trackingUri?: string; json?: boolean }): Promise<void> {
  const uri = options.trackingUri;
  const checks: readonly Check[] = [node, sqlite, zeromq, kernelspec, kernel, jupyter, () => trackingStore(uri)];
  const findings: Finding[] = [];
  for (const check of checks) findings.push(await check());
  if (findings.some((finding) => finding.status === "fault")) process.exitCode = 1;
  process.stdout.write(options.json === true ? `${JSON.stringify(findings, null, 2)}\n` : findings.map(line).join(""));
}

function line({ check, status, detail, remedy }: Finding): string {
  const mark = { ok: "✓", warning: "!", fault: "✗" }[status];
  return `${mark} ${check.padEnd(14)} ${detail}${remedy === null ? "" : `\n${" ".repeat(17)}→ ${remedy}`}\n`;
}

function ok(check: string, detail: string): Finding {
  return { check, status: "ok", detail, remedy: null };
}

function node(): Finding {
  return ok("Node.js", `${process.version} (${process.execPath})`);
}

async function sqlite(): Promise<Finding> {
  return await loads("better-sqlite3", () => import("../store/sqlite/database.js"));
}

async function zeromq(): Promise<Finding> {
  return await loads("zeromq", () => import("../jupyter/sockets.js"));
}

async function loads(name: string, load: () => Promise<unknown>): Promise<Finding> {
  try {
    await load();
    return ok(name, "the native module loads");
  } catch (error) {
    const remedy = `npm rebuild ${name}; if that fails, remove node_modules and npm install with this Node`;
    return { check: name, status: "fault", detail: (error as Error).message.split("\n")[0]!, remedy };
  }
}

function kernelspec(): Finding {
  const check = "kernelspec";
  const found = findKernelspec(kernelName);
  if (found === null) return { check, status: "warning", detail: "not installed", remedy: "labbook install" };
  const missing = found.spec.argv.slice(0, 2).find((path) => !existsSync(path));
  if (missing === undefined) return ok(check, found.folder);
  const detail = `${found.folder} names ${missing}, which does not exist`;
  return { check, status: "fault", detail, remedy: "labbook install" };
}

async function kernel(): Promise<Finding> {
  const start = performance.now();
  const since = () => `${((performance.now() - start) / 1000).toFixed(1)} s`;
  try {
    const spec = ownKernelspec();
    const client = await KernelClient.start({ name: kernelName, spec, folder: "", cwd: process.cwd(), env: {} });
    const answered = since();
    const reply = await client.execute("1 + 1", () => undefined);
    const ran = since();
    await client.shutdown();
    if (reply["status"] !== "ok") throw new Error(`1 + 1 gave ${String(reply["evalue"])}`);
    return ok("kernel", `answers after ${answered}, first cell after ${ran}`);
  } catch (error) {
    const remedy = "the lines above come from the kernel; npm install repairs a broken installation";
    return { check: "kernel", status: "fault", detail: (error as Error).message, remedy };
  }
}

function jupyter(): Finding {
  const check = "Jupyter";
  try {
    const versions = execFileSync("jupyter", ["--version"], { encoding: "utf8", stdio: ["ignore", "pipe", "ignore"] });
    const wanted = versions.split("\n").filter((text) => /^(jupyterlab|notebook|jupyter_server)\b/.test(text));
    return ok(check, wanted.map((text) => text.replace(/\s*:\s*/, " ")).join(", ") || "found");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === undefined && (error as { status?: unknown }).status === undefined) {
      throw error;
    }
    const remedy = "pip install jupyterlab, or open notebooks in VS Code; labbook run needs neither";
    return { check, status: "warning", detail: "no jupyter command on the PATH", remedy };
  }
}

async function trackingStore(chosen: string | undefined): Promise<Finding> {
  const check = "tracking store";
  let uri = chosen ?? "";
  try {
    uri = trackingUriIn(process.cwd(), chosen);
    const path = isServerUri(uri) ? null : sqlitePath(uri);
    if (path !== null && !existsSync(path)) {
      accessSync(dirname(path), constants.W_OK);
      return ok(check, `${uri} (will be made with the first run)`);
    }
    const store = openStore(uri, { readOnly: true });
    const { items } = await store.searchExperiments({ maxResults: 1000 }).finally(() => store.close());
    if (store.readOnlyReason !== undefined) {
      const [detail, remedy] = store.readOnlyReason.split("; ") as [string, string];
      return { check, status: "warning", detail, remedy };
    }
    if (path !== null) accessSync(path, constants.W_OK);
    return ok(check, `${withoutCredentials(uri)} (${items.length} experiment${items.length === 1 ? "" : "s"})`);
  } catch (error) {
    const remedy = "--tracking-uri or MLFLOW_TRACKING_URI names another store, such as sqlite:///mlflow.db";
    return { check, status: "fault", detail: `${withoutCredentials(uri)}: ${(error as Error).message}`, remedy };
  }
}
