/**
 * Who keeps the runs of a server open, on this machine: MLflow's API has no place for it, so that another machine cannot
 * close what a killed process left, but the next process here can.
 */
import { mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { parsedJson } from "../../json.js";
import type { Lease, LeaseBook } from "../store.js";

export class LocalLeases implements LeaseBook {
  readonly #folder: string;
  readonly #ready: () => Promise<boolean>;

  /** `ready` sends what gone processes left first: it may end their runs, or make them. false: the server is away. */
  constructor(folder: string, ready: () => Promise<boolean>) {
    this.#folder = folder;
    this.#ready = ready;
  }

  async hold(lease: Lease): Promise<void> {
    const place = this.#place(lease.runId);
    const draft = `${place}.${process.pid}.tmp`;
    try {
      mkdirSync(this.#folder, { recursive: true, mode: 0o700 });
      writeFileSync(draft, JSON.stringify(lease));
      renameSync(draft, place);
    } catch (error) {
      // A disk that cannot be written is no reason to refuse a run on a server that can.
      if (!["EACCES", "EPERM", "EROFS", "ENOSPC", "ENOTDIR", "EEXIST"].includes(codeOf(error))) throw error;
    }
  }

  async release(runId: string): Promise<void> {
    rmSync(this.#place(runId), { force: true });
  }

  async all(): Promise<readonly Lease[]> {
    const names = this.#names();
    if (names.length === 0 || !(await this.#ready())) return [];
    return this.#names().flatMap((name) => this.#read(name));
  }

  #names(): string[] {
    try {
      return readdirSync(this.#folder).filter((name) => name.endsWith(".json"));
    } catch (error) {
      if (!["ENOENT", "ENOTDIR", "EACCES", "EPERM"].includes(codeOf(error))) throw error;
      return [];
    }
  }

  /** None for one that was released meanwhile. */
  #read(name: string): Lease[] {
    try {
      const lease = parsedJson(readFileSync(join(this.#folder, name), "utf8"));
      return lease === undefined ? [] : [lease as Lease];
    } catch (error) {
      if (codeOf(error) !== "ENOENT") throw error;
      return [];
    }
  }

  #place(runId: string): string {
    return join(this.#folder, `${runId}.json`);
  }
}

function codeOf(error: unknown): string {
  return (error as NodeJS.ErrnoException).code ?? "";
}
