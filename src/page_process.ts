/** The web page of the store in use, served on this machine by a child process that ends with this one. */
import { type ChildProcess, spawn } from "node:child_process";
import { join } from "node:path";
import type { Readable } from "node:stream";
import { TrackingError } from "./errors.js";
import { isServerUri, serverAddress } from "./http/address.js";
import { packageRoot } from "./package_root.js";
import { sqlitePath } from "./store/open.js";
import { getRegistryUri, getTrackingUri } from "./tracking_uri.js";

/** By what they serve; a page that ended is started anew when it is asked for again. */
const pages = new Map<string, Promise<string>>();

/** Where front ends of notebooks run that reach this machine's own addresses. */
const frames = ["self", "http://localhost:*", "http://127.0.0.1:*", "https://localhost:*", "vscode-webview:"];

/**
 * The address of the page of the tracking URI in use, `http://127.0.0.1:41231`: `labbook ui` is started when it is first
 * asked for, on a free port that this machine only reaches. Rejects with what the command said when it does not start.
 */
export function pageAddress(): Promise<string> {
  const [tracking, registry] = [placeOf(getTrackingUri()), placeOf(getRegistryUri())];
  const key = `${tracking} ${registry}`;
  let page = pages.get(key);
  if (page === undefined) {
    page = start(tracking, registry, () => pages.delete(key));
    pages.set(key, page);
  }
  return page;
}

function placeOf(uri: string): string {
  return isServerUri(uri) ? uri : `sqlite:///${sqlitePath(uri)}`;
}

async function start(tracking: string, registry: string, onEnd: () => void): Promise<string> {
  const { store, env } = storeOptions(tracking, registry);
  const listening = ["--host", "127.0.0.1", "--port", "0", "--static-prefix", ""];
  const child = spawn(
    process.execPath,
    [join(packageRoot, "src/cli/launch.cjs"), "ui", ...listening, "--frame-ancestors", frames.join(","), ...store],
    // In a group of its own: an interrupt of a notebook's cell must not reach it.
    { stdio: ["ignore", "pipe", "pipe", "ipc"], env, detached: true },
  );
  child.once("exit", onEnd);
  try {
    return await addressOf(child);
  } finally {
    letGo(child);
  }
}

/** Credentials travel in the environment: all users of a machine can read its command lines. */
function storeOptions(tracking: string, registry: string): { store: string[]; env: NodeJS.ProcessEnv } {
  const { MLFLOW_ARTIFACTS_ONLY: _only, MLFLOW_REGISTRY_STORE_URI: _registry, ...env } = process.env;
  const other = registry === tracking ? [] : ["--registry-store-uri", registry];
  if (!isServerUri(tracking)) {
    // New experiments keep their artifacts where those of notebooks do: clients without a server must find them.
    return { store: ["--backend-store-uri", tracking, "--default-artifact-root", "mlruns", ...other], env };
  }
  const { url, credentials } = serverAddress(tracking);
  const [, user, password] = /^([^:]*):(.*)$/s.exec(credentials ?? "") ?? [];
  const named = credentials === null ? {} : { MLFLOW_TRACKING_USERNAME: user, MLFLOW_TRACKING_PASSWORD: password };
  return { store: ["--tracking-uri", url, ...other], env: { ...env, ...named } };
}

/** From its greeting. */
async function addressOf(child: ChildProcess): Promise<string> {
  let [said, complained] = ["", ""];
  child.stderr!.on("data", (text: Buffer) => (complained += text.toString()));
  return await new Promise((resolve, reject) => {
    child.stdout!.on("data", (text: Buffer) => {
      said += text.toString();
      const url = /page: (http:\S+?)\/?\s/.exec(said)?.[1];
      if (url !== undefined) resolve(url);
    });
    child.once("error", reject);
    child.once("exit", (code) => {
      const reason = complained.trim() || said.trim() || `it ended with code ${code}`;
      reject(new TrackingError("INTERNAL_ERROR", `labbook ui did not start: ${reason}`));
    });
  });
}

/** It must not keep this process from ending; when this one is gone, the channel to it is, and it ends too. */
function letGo(child: ChildProcess): void {
  child.unref();
  child.channel?.unref();
  for (const stream of [child.stdout, child.stderr] as (Readable & { unref?: () => void })[]) {
    stream.resume();
    stream.unref?.();
  }
}
