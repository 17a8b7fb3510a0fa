/** A space in words, to tell whether two searches are of the same. Pure. */
import { createHash } from "node:crypto";
import { TrackingError } from "../errors.js";
import type { Condition, Distribution, Parameter, SearchSpace } from "./suggest.js";

/** Label → distribution in words, `quniform(4, 100, 1) if booster = 1`. */
export type SpaceText = Readonly<Record<string, string>>;

const maxTagLength = 5000;

export function describeSpace({ parameters }: SearchSpace): SpaceText {
  return Object.fromEntries(parameters.map((parameter) => [parameter.label, describe(parameter)]));
}

/** Of at most 5000 characters: of a larger space only a digest. */
export function spaceTag(space: SpaceText): string {
  const sorted = Object.entries(space).sort(([a], [b]) => (a < b ? -1 : 1));
  const text = JSON.stringify(Object.fromEntries(sorted));
  return text.length <= maxTagLength ? text : `sha256:${createHash("sha256").update(text).digest("hex")}`;
}

/** INVALID_PARAMETER_VALUE with what differs, where a run of the search `name` was made for another space; else null. */
export function spaceError(name: string, before: string, space: SpaceText): TrackingError | null {
  if (before === spaceTag(space)) return null;
  return new TrackingError(
    "INVALID_PARAMETER_VALUE",
    `the search '${name}' has trials over another space${changes(before, space)}; give this search another name, or go on with the space it had`,
  );
}

function changes(before: string, space: SpaceText): string {
  if (!before.startsWith("{")) return "";
  const old = JSON.parse(before) as SpaceText;
  const labels = [...new Set([...Object.keys(old), ...Object.keys(space)])].filter(
    (label) => old[label] !== space[label],
  );
  const lines = labels.map((label) => `${label} was ${old[label] ?? "not there"}, now ${space[label] ?? "gone"}`);
  return `: ${lines.slice(0, 5).join("; ")}${lines.length > 5 ? `; and ${lines.length - 5} more` : ""}`;
}

function describe({ distribution, conditions, alternatives }: Parameter): string {
  const places = alternatives ?? (conditions.length === 0 ? [] : [conditions]);
  const condition = places.map(describeConditions).join(" or ");
  return `${distribution.kind}(${argumentsOf(distribution).join(", ")})${condition === "" ? "" : ` if ${condition}`}`;
}

function describeConditions(conditions: readonly Condition[]): string {
  return conditions.map(({ label, index }) => `${label} = ${index}`).join(" and ");
}

function argumentsOf(distribution: Distribution): readonly (number | string)[] {
  switch (distribution.kind) {
    case "uniform":
    case "loguniform":
    case "randint":
      return [distribution.low, distribution.high];
    case "quniform":
    case "uniformint":
    case "qloguniform":
      return [distribution.low, distribution.high, distribution.q];
    case "normal":
    case "lognormal":
      return [distribution.mu, distribution.sigma];
    case "qnormal":
    case "qlognormal":
      return [distribution.mu, distribution.sigma, distribution.q];
    case "choice":
      return [`${distribution.probabilities.length} options`];
    case "pchoice":
      return distribution.probabilities;
  }
}
