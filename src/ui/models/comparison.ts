/** Versions side by side: what they are, and what their source runs logged. Pure. */
import type { ModelVersion } from "../../entities.js";
import type { RunTable } from "../../protocol/page.js";
import type { ModelSignature } from "../../models/model.js";
import { signatureRows } from "../artifacts/viewers/signature_rows.js";
import { cellText, columnsOf, type MetricColumn, sourceRunOf } from "./source_run.js";

export interface ComparedRow {
  readonly label: string;
  /** One text per version, numbers short; "–" where it has none. */
  readonly values: readonly string[];
  /** The same in full, by which they differ or not. */
  readonly exact: readonly string[];
  readonly differs: boolean;
}

export interface ComparedSection {
  readonly title: string;
  readonly rows: readonly ComparedRow[];
}

/** `signatures` has an entry per version; null where it has none or it could not be read. */
export function comparisonOf(
  versions: readonly ModelVersion[],
  runs: RunTable | undefined,
  signatures: readonly (ModelSignature | null)[],
): readonly ComparedSection[] {
  const each = (label: string, of: (version: ModelVersion) => string): ComparedRow => rowOf(label, versions.map(of));
  const logged = (prefix: string): ComparedRow[] =>
    columnsOf(runs, prefix).map(({ key, values }: MetricColumn) => {
      const cells = versions.map(({ runId }) => values.get(runId));
      return rowOf(
        key,
        cells.map(cellText),
        cells.map((cell) => String(cell ?? "")),
      );
    });
  const runIds = versions.map(({ runId }) => runId);
  return [
    {
      title: "Version",
      rows: [
        each("Stage", ({ currentStage }) => currentStage),
        each("Aliases", ({ aliases }) => aliases.join(", ")),
        rowOf(
          "Source run",
          runIds.map((runId) => sourceRunOf(runs, runId)?.runName || runId),
          runIds,
        ),
        each("User", ({ userId }) => userId),
        each("Description", ({ description }) => description ?? ""),
      ],
    },
    { title: "Metrics of the source runs", rows: logged("metrics.") },
    { title: "Params of the source runs", rows: logged("params.") },
    { title: "Tags", rows: tagRows(versions) },
    { title: "Schema", rows: signatureTexts(signatures) },
  ].filter(({ rows }) => rows.length > 0);
}

function tagRows(versions: readonly ModelVersion[]): ComparedRow[] {
  const keys = new Set(versions.flatMap(({ tags }) => Object.keys(tags)));
  return [...keys].sort().map((key) =>
    rowOf(
      key,
      versions.map(({ tags }) => (Object.hasOwn(tags, key) ? tags[key]! : "")),
    ),
  );
}

/** `Input distance`, with its type in each. */
function signatureTexts(signatures: readonly (ModelSignature | null)[]): ComparedRow[] {
  const types = signatures.map((signature) => new Map(signature === null ? [] : namedTypes(signature)));
  const names = new Set(types.flatMap((map) => [...map.keys()]));
  return [...names].map((name) =>
    rowOf(
      name,
      types.map((map) => map.get(name) ?? ""),
    ),
  );
}

function namedTypes(signature: ModelSignature): (readonly [string, string])[] {
  return signatureRows(signature).flatMap(([what, rows]) =>
    rows.map(([name, type]) => [`${what} ${name}`, type] as const),
  );
}

/** What would look the same, though it is not, is shown in full. */
function rowOf(label: string, short: readonly string[], exact = short): ComparedRow {
  const differs = new Set(exact).size > 1;
  const texts = differs && new Set(short).size === 1 ? exact : short;
  return { label, values: texts.map((text) => (text === "" ? "–" : text)), exact, differs };
}
