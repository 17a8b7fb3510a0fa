/** The table of magics. Help, completion, %lsmagic and README's table derive from it. */
import { captureMagic } from "./capture.js";
import { completeAt, inspectAt, type MagicCompletion } from "./complete.js";
import { envMagic } from "./env.js";
import { experimentMagic } from "./experiment.js";
import { markdownTable } from "./help.js";
import { logArtifactMagic } from "./log_artifact.js";
import { logMetricMagic } from "./log_metric.js";
import { logParamMagic } from "./log_param.js";
import { logParamsMagic } from "./log_params.js";
import { logTextMagic } from "./log_text.js";
import { listingMagics } from "./lsmagic.js";
import type { Magic, MagicContext } from "./magic.js";
import { npmMagic } from "./npm.js";
import { createRuntime, type MagicRuntime } from "./runtime.js";
import { runInfoMagic } from "./run_info.js";
import { runsMagic } from "./runs.js";
import { setTagMagic } from "./set_tag.js";
import { shMagic } from "./sh.js";
import { timeMagic } from "./time.js";
import { trackMagic } from "./track.js";
import { trackingUriMagic } from "./tracking_uri.js";
import { transform, type TransformedCell, usedLines } from "./transform.js";
import { uiMagic } from "./ui.js";
import { whoMagic } from "./who.js";

export { toGenerated, toOriginal } from "./segments.js";
export type { MagicContext, OutputCapture } from "./magic.js";
export type { CellMagicUse, TransformedCell } from "./transform.js";
export type { MagicRuntime } from "./runtime.js";
export { UsageError } from "./usage_error.js";

export const magics: readonly Magic[] = [
  trackMagic,
  logParamMagic,
  logParamsMagic,
  logMetricMagic,
  setTagMagic,
  logArtifactMagic,
  logTextMagic,
  runsMagic,
  runInfoMagic,
  uiMagic,
  experimentMagic,
  trackingUriMagic,
  timeMagic,
  captureMagic,
  shMagic,
  npmMagic,
  envMagic,
  whoMagic,
  ...listingMagics(() => magics),
];

const byName: ReadonlyMap<string, Magic> = new Map(magics.map((magic) => [magic.name, magic]));

/** The TypeScript of a cell; throws UsageError for a magic that is unknown or written wrongly. */
export function transformCell(source: string): TransformedCell {
  return transform(source, byName);
}

export function createMagicRuntime(context: MagicContext): MagicRuntime {
  return createRuntime(byName, context);
}

/** Completions on the line of a magic; null where TypeScript is to be completed. */
export async function completeMagic(
  source: string,
  cursor: number,
  context: MagicContext,
): Promise<MagicCompletion | null> {
  return await completeAt(source, cursor, byName, context);
}

/** Help of the magic under the cursor; null where there is none. */
export function inspectMagic(source: string, cursor: number): string | null {
  return inspectAt(source, cursor, byName);
}

/** A cell magic needs a line below it before it can run; null: the rest of the cell decides. */
export function magicIsComplete(source: string): "complete" | "incomplete" | null {
  const [first] = usedLines(source, byName);
  if (first?.form !== "cell" || first.help) return null;
  return /\n[ \t]*$/.test(source.slice(first.end)) ? "complete" : "incomplete";
}

export function magicsMarkdown(): string {
  return markdownTable(magics);
}
