/** What the compare page's address holds: MLflow's `runs=[…]&experiments=[…]`, or `runs=a,b` for short, and how it is set up. */
import { useNavigate, useSearch } from "@tanstack/react-router";
import type { Better } from "./better.js";

export type Part = "values" | "artifacts" | "notebooks" | "charts";

export const parts: readonly (readonly [Part, string])[] = [
  ["values", "Values"],
  ["artifacts", "Artifacts"],
  ["notebooks", "Notebooks"],
  ["charts", "Charts"],
];

export interface CompareView {
  readonly runIds: readonly string[];
  readonly part: Part;
  /** Search text for keys. */
  readonly search: string;
  /** Rows only in which the runs differ. */
  readonly differing: boolean;
  /** Runs as rows. */
  readonly transposed: boolean;
  readonly baseline: string | undefined;
  /** What a reader said of metrics. */
  readonly better: ReadonlyMap<string, Better>;
  /** Run ids of the two whose notebooks are compared. */
  readonly left: string | undefined;
  readonly right: string | undefined;
  /** Path of the artifact that is compared. */
  readonly file: string | undefined;
}

const betters: readonly unknown[] = ["lower", "higher", "unknown"];

/** Pure. What has not the right shape (someone edited the address) is left at its default. */
export function compareViewOf(search: Readonly<Record<string, unknown>>): CompareView {
  const text = (key: string): string | undefined => (typeof search[key] === "string" ? search[key] : undefined);
  const better = typeof search["better"] === "object" && search["better"] !== null ? search["better"] : {};
  return {
    runIds: [...new Set(idsIn(search["runs"]))],
    part: parts.find(([part]) => part === search["part"])?.[0] ?? "values",
    search: search["search"] === undefined ? "" : String(search["search"]),
    differing: search["differing"] === true,
    transposed: search["transposed"] === true,
    baseline: text("baseline"),
    better: new Map(Object.entries(better).filter(([, value]) => betters.includes(value)) as [string, Better][]),
    left: text("left"),
    right: text("right"),
    file: text("file"),
  };
}

function idsIn(value: unknown): string[] {
  if (Array.isArray(value)) return value.map(String);
  return typeof value === "string" ? value.split(",").filter((id) => id !== "") : [];
}

/** The parts of the address as it writes them; undefined takes one out. */
export type CompareChange = Readonly<Record<string, unknown>>;

export function useCompareView(): readonly [CompareView, (change: CompareChange, replace?: boolean) => void] {
  const search: Readonly<Record<string, unknown>> = useSearch({ strict: false });
  const navigate = useNavigate();
  const change = (part: CompareChange, replace = false): void =>
    void navigate({
      to: ".",
      replace,
      resetScroll: false,
      search: ((old: Record<string, unknown>) => ({ ...old, ...part })) as never,
    });
  return [compareViewOf(search), change];
}
