/** Points that the user gives, checked against the space. */
import { invalid } from "../errors.js";
import { nearest } from "../nearest.js";
import { exists } from "./search_space.js";
import type { Parameter, Point, SearchSpace } from "./suggest.js";
import { JOB_STATE_NEW, newTrial, pointOf, type TrialDocument } from "./trial.js";
import { Trials } from "./trials.js";

/**
 * Trials that wait to be evaluated at these points before anything is proposed, as hyperopt's
 * `generate_trials_to_calculate`: `fmin(fn, space, { trials: generateTrialsToCalculate([{ x: 0 }]) })`.
 */
export function generateTrialsToCalculate(points: readonly Point[]): Trials {
  return new Trials(points.map((point, tid) => newTrial(tid, point, Object.keys(point))));
}

/**
 * The point without parameters of branches that it does not take. INVALID_PARAMETER_VALUE for a label that the space does
 * not have, and for a parameter that has no value.
 */
export function givenPoint(space: SearchSpace, point: Point): Point {
  const labels = space.parameters.map(({ label }) => label);
  const unknown = Object.keys(point).find((label) => !labels.includes(label));
  if (unknown !== undefined) {
    const near = nearest(unknown, labels);
    throw invalid(
      `the space has no parameter '${unknown}'${near === null ? `; it has ${labels.join(", ")}` : `; did you mean '${near}'?`}`,
    );
  }
  const checked: Record<string, number> = {};
  for (const parameter of space.parameters) {
    if (exists(parameter, checked)) checked[parameter.label] = valueIn(parameter, point);
  }
  return checked;
}

/**
 * Makes trials that came from elsewhere trials of this space: those that wait are checked as points, and every one names all
 * parameters. INVALID_PARAMETER_VALUE for a trial with a parameter that the space does not have.
 */
export function fitTrials(space: SearchSpace, trials: Iterable<TrialDocument>): void {
  const labels = space.parameters.map(({ label }) => label);
  for (const trial of trials) {
    const { tid, misc } = trial;
    const point = pointOf(trial);
    const unknown = Object.keys(point).filter((label) => !labels.includes(label));
    if (trial.state === JOB_STATE_NEW) trial.misc = newTrial(tid, givenPoint(space, point), labels).misc;
    else if (unknown.length > 0) {
      throw invalid(
        `trial ${tid} has ${unknown.join(", ")}, which the space does not have; give the trials of a search over this space, or none`,
      );
    } else trial.misc = { ...misc, ...newTrial(tid, point, labels).misc };
  }
}

function valueIn({ label, distribution }: Parameter, point: Point): number {
  const value: unknown = point[label];
  if (typeof value !== "number" || !Number.isFinite(value)) {
    throw invalid(
      value === undefined
        ? `the point ${JSON.stringify(point)} has no value for '${label}'`
        : `'${label}' of a point is ${String(value)}; give a number, and of a choice the index of its option`,
    );
  }
  if ("probabilities" in distribution && distribution.probabilities[value] === undefined) {
    throw invalid(
      `'${label}' of a point is ${value}; it is the index of a choice, from 0 to ${distribution.probabilities.length - 1}`,
    );
  }
  return value;
}
