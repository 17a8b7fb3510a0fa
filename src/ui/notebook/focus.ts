/** What a reader looks at in the notebook tab. It is in the address, so that links lead to a cell, a metric or a param. */
import { useNavigate, useSearch } from "@tanstack/react-router";
import { loggedKinds, type LoggedKind } from "../../protocol/ledger.js";
import { type Execution, keyOf, type LoggedBy } from "./ledger.js";

export interface Focus {
  readonly cell?: string;
  /** `seq` of an execution. */
  readonly execution?: number;
  readonly logged?: { readonly kind: LoggedKind; readonly key: string };
}

/** `?metric=rmse`, `?param=alpha`, `?cell=train`, `?execution=3`. Pure. */
export function focusOf(search: Readonly<Record<string, unknown>>): Focus {
  const { cell, execution } = search;
  const kind = loggedKinds.find((one) => search[one] !== undefined);
  return {
    ...(cell !== undefined && { cell: String(cell) }),
    ...(typeof execution === "number" && { execution }),
    ...(kind !== undefined && { logged: { kind, key: String(search[kind]) } }),
  };
}

export function searchOf({ cell, execution, logged }: Focus): Record<string, unknown> {
  return {
    ...(cell !== undefined && { cell }),
    ...(execution !== undefined && { execution }),
    ...(logged !== undefined && { [logged.kind]: logged.key }),
  };
}

export function useFocus(): readonly [Focus, (focus: Focus) => void] {
  const search: Readonly<Record<string, unknown>> = useSearch({ strict: false });
  const navigate = useNavigate();
  return [focusOf(search), (focus) => void navigate({ to: ".", search: searchOf(focus) as never, resetScroll: false })];
}

export interface Marked {
  /** Ids of cells. */
  readonly cells: readonly string[];
  /** `seq` of executions. */
  readonly executions: readonly number[];
}

/** What stands out for a focus: a metric marks the executions that logged it, and their cells. Pure. */
export function markedBy(focus: Focus, executions: readonly Execution[], logged: LoggedBy): Marked {
  const found =
    focus.execution !== undefined
      ? executions.filter(({ seq }) => seq === focus.execution)
      : focus.logged !== undefined
        ? (logged.get(keyOf(focus.logged.kind, focus.logged.key)) ?? [])
        : executions.filter(({ cell }) => cell !== null && cell === focus.cell);
  const cells = found.flatMap(({ cell }) => (cell === null ? [] : [cell]));
  const own = focus.cell === undefined ? cells : [focus.cell, ...cells];
  return { cells: [...new Set(own)], executions: found.map(({ seq }) => seq) };
}
