/** What the commands on experiments, runs, artifacts and models share: their store, their options, their output. */
import { type Command } from "commander";
import { TrackingError } from "../errors.js";
import { nearest } from "../nearest.js";
import { fixedWidth, type TextColumn } from "../plots/fixed_width.js";
import { openStore } from "../store/open.js";
import type { Store } from "../store/store.js";
import { existingStore, trackingUriIn } from "./tracking.js";

export interface StoreOptions {
  readonly trackingUri?: string;
  readonly json?: boolean;
}

/** The options of each command that works on a store. */
export function withStoreOptions(command: Command): Command {
  return command
    .option(
      "--tracking-uri <uri>",
      "a SQLite file or a server (default: MLFLOW_TRACKING_URI, else sqlite:///mlflow.db)",
    )
    .option("--json", "print JSON, for scripts");
}

/** Runs `work` on a store that is only read (which must exist), changed (the same), or made where it is missing. */
export async function withStore<T>(
  options: StoreOptions,
  use: "read" | "change" | "make",
  work: (store: Store) => Promise<T>,
): Promise<T> {
  const uri = trackingUriIn(process.cwd(), options.trackingUri);
  const store = use === "make" ? openStore(uri) : existingStore(uri, { readOnly: use === "read" });
  try {
    return await work(store);
  } finally {
    await store.close();
  }
}

/** Prints a value as JSON, or as the text that `readable` makes of it. */
export function print<T>(options: StoreOptions, value: T, readable: (value: T) => string): void {
  process.stdout.write(options.json === true ? `${JSON.stringify(value, null, 2)}\n` : `${readable(value)}\n`);
}

/** A table, or a line that says that there is nothing. */
export function table(columns: readonly TextColumn[], rows: readonly (readonly string[])[], nothing: string): string {
  return rows.length === 0 ? nothing : fixedWidth(columns, rows).join("\n");
}

/** Names and values below each other; those without a value are left out. */
export function facts(entries: readonly (readonly [name: string, value: string | null])[]): string {
  const given = entries.filter((entry): entry is [string, string] => entry[1] !== null && entry[1] !== "");
  const width = Math.max(0, ...given.map(([name]) => name.length));
  return given
    .map(([name, value]) => `${name.padEnd(width)}  ${value.replaceAll("\n", `\n${" ".repeat(width + 2)}`)}`)
    .join("\n");
}

/** `2026-11-24T14:05:09+01:00`, in the time zone of this machine; "" for a time that is not known. */
export function localTime(ms: number | null): string {
  if (ms === null) return "";
  const time = new Date(ms);
  if (Number.isNaN(time.getTime())) return String(ms);
  const offset = -time.getTimezoneOffset();
  const local = new Date(ms + offset * 60_000).toISOString().slice(0, 19);
  const two = (value: number) => String(Math.trunc(Math.abs(value))).padStart(2, "0");
  return `${local}${offset < 0 ? "-" : "+"}${two(offset / 60)}:${two(offset % 60)}`;
}

/** `no experiment 'taxy'; did you mean 'taxi'? There are: …` */
export function unknown(what: string, name: string, known: readonly string[]): TrackingError {
  const guess = nearest(name, known);
  const list = known.length > 20 ? `${known.slice(0, 20).join(", ")} and ${known.length - 20} more` : known.join(", ");
  return new TrackingError("RESOURCE_DOES_NOT_EXIST", `no ${what} '${name}'`, {
    remedy: `${guess === null ? "" : `did you mean '${guess}'? `}there are: ${list === "" ? "none" : list}`,
  });
}

/** `key=value` options, gathered. */
export function collectPair(text: string, before: Record<string, string> = {}): Record<string, string> {
  const found = /^([^=]+)=(.*)$/s.exec(text);
  if (found !== null) return { ...before, [found[1]!]: found[2]! };
  throw new TrackingError("INVALID_PARAMETER_VALUE", `'${text}' is no tag`, { remedy: "write key=value" });
}

/** Values of an option that may be given several times. */
export function collect(text: string, before: string[] = []): string[] {
  return [...before, text];
}
