/** The connection file by which a front end tells a kernel where to listen and how to sign. */
import { randomUUID } from "node:crypto";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { dirname } from "node:path";
import { TrackingError } from "../errors.js";
import type { Signing } from "./wire.js";

const ports = ["shell_port", "control_port", "stdin_port", "iopub_port", "hb_port"] as const;
export type PortName = (typeof ports)[number];

export interface Connection extends Signing, Readonly<Record<PortName, number>> {
  readonly transport: "tcp" | "ipc";
  readonly ip: string;
  readonly kernelName: string | null;
  /** `jupyter_session`: what the server calls the notebook, if it says so. */
  readonly jupyterSession: string | null;
}

export function address(connection: Connection, port: PortName): string {
  const { transport, ip } = connection;
  return transport === "ipc" ? `ipc://${ip}-${connection[port]}` : `tcp://${ip}:${connection[port]}`;
}

/** Throws INVALID_PARAMETER_VALUE for a file that is missing, is not JSON, or lacks what a kernel needs. */
export function readConnection(path: string): Connection {
  const file = parse(path);
  for (const name of ports) {
    if (typeof file[name] !== "number") throw bad(path, `it has no ${name}`);
  }
  const scheme = text(file["signature_scheme"]) ?? "hmac-sha256";
  if (!/^hmac-(sha256|sha384|sha512|sha1|md5)$/.test(scheme))
    throw bad(path, `signature_scheme '${scheme}' is unknown`);
  const { transport } = file;
  if (transport !== undefined && transport !== "tcp" && transport !== "ipc") {
    throw bad(path, `transport '${String(transport)}' is unknown`);
  }
  return {
    ...(Object.fromEntries(ports.map((name) => [name, file[name]])) as Record<PortName, number>),
    transport: transport ?? "tcp",
    ip: text(file["ip"]) ?? "127.0.0.1",
    key: text(file["key"]) ?? "",
    scheme,
    kernelName: text(file["kernel_name"]),
    jupyterSession: text(file["jupyter_session"]),
  };
}

/** Chooses free ports of this machine and a new key, and writes the file (readable by its owner alone). */
export async function writeConnection(path: string, kernelName: string): Promise<Connection> {
  const free = await freePorts(ports.length);
  const numbers = Object.fromEntries(ports.map((name, index) => [name, free[index]!])) as Record<PortName, number>;
  const common = { transport: "tcp", ip: "127.0.0.1", key: randomUUID() } as const;
  mkdirSync(dirname(path), { recursive: true });
  const file = { ...numbers, ...common, signature_scheme: "hmac-sha256", kernel_name: kernelName };
  writeFileSync(path, JSON.stringify(file, null, 2), { mode: 0o600 });
  return { ...numbers, ...common, scheme: "hmac-sha256", kernelName, jupyterSession: null };
}

function parse(path: string): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(readFileSync(path, "utf8"));
    if (typeof value === "object" && value !== null) return value as Record<string, unknown>;
  } catch (error) {
    if (!(error instanceof SyntaxError) && (error as NodeJS.ErrnoException).code === undefined) throw error;
    throw bad(path, (error as Error).message);
  }
  throw bad(path, "it holds no object");
}

function bad(path: string, reason: string): TrackingError {
  return new TrackingError(
    "INVALID_PARAMETER_VALUE",
    `cannot use the connection file '${path}': ${reason}; Jupyter writes this file when it starts a kernel`,
  );
}

function text(value: unknown): string | null {
  return typeof value === "string" && value !== "" ? value : null;
}

async function freePorts(count: number): Promise<number[]> {
  const probes = await Promise.all(
    Array.from({ length: count }, async () => {
      const probe = createServer();
      await new Promise<void>((resolve, reject) => probe.once("error", reject).listen(0, "127.0.0.1", resolve));
      return probe;
    }),
  );
  const found = probes.map((probe) => (probe.address() as { port: number }).port);
  await Promise.all(probes.map((probe) => new Promise((resolve) => probe.close(resolve))));
  return found;
}
