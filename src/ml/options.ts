/** Checks of an estimator's settings, the same for all of them. */
import { TrackingError } from "../errors.js";
import { nearest } from "../nearest.js";
import type { EstimatorParameter } from "./estimator.js";

type Settings = Readonly<Record<string, EstimatorParameter>>;

/** A setting that is left out, or undefined, has its default. */
export type Options<Parameters> = { readonly [Name in keyof Parameters]?: Parameters[Name] | undefined };

/**
 * All settings, in the order of `defaults`. Throws INVALID_PARAMETER_VALUE for an unknown one, with the nearest name;
 * `absent` are settings that scikit-learn has and this class does not.
 */
export function withDefaults<Parameters extends Settings>(
  className: string,
  options: Options<Parameters>,
  defaults: Parameters,
  absent: readonly string[] = [],
): Parameters {
  const known = Object.keys(defaults);
  for (const name of Object.keys(options)) if (!known.includes(name)) throw unknown(className, name, known, absent);
  const given = Object.entries(options).filter(([, value]) => value !== undefined);
  return { ...defaults, ...Object.fromEntries(given) };
}

/**
 * Throws INVALID_PARAMETER_VALUE for an option that a function does not have, with the nearest name: an option that is
 * passed over would give other figures without a word. `elsewhere`: names in Python → ours.
 */
export function checkNames<Known extends object>(
  functionName: string,
  options: Known,
  known: readonly (keyof Known & string)[],
  elsewhere: Readonly<Record<string, string>> = {},
): void {
  for (const name of Object.keys(options)) {
    if ((known as readonly string[]).includes(name)) continue;
    const meant = Object.hasOwn(elsewhere, name) ? elsewhere[name]! : nearest(name, known);
    const advice = meant === null ? `there are: ${known.join(", ")}` : `did you mean '${meant}'?`;
    throw new TrackingError("INVALID_PARAMETER_VALUE", `${functionName} has no option '${name}'; ${advice}`);
  }
}

function unknown(className: string, name: string, known: readonly string[], absent: readonly string[]): TrackingError {
  const near = nearest(name, known);
  const reason = absent.includes(name)
    ? `${className} here does not have scikit-learn's option '${name}'; leave it out`
    : `${className} has no option '${name}'; ${near === null ? `there are: ${known.join(", ")}` : `did you mean '${near}'?`}`;
  return new TrackingError("INVALID_PARAMETER_VALUE", reason);
}

/** Checks that a setting is a finite number of at least `least`, or above it. */
export function checkNumber(
  name: string,
  value: unknown,
  least: number,
  bound: "at least" | "above" = "at least",
): void {
  const fits =
    typeof value === "number" && Number.isFinite(value) && (bound === "above" ? value > least : value >= least);
  if (!fits) throw wrong(name, value, `a number ${bound === "above" ? "above" : "of at least"} ${least}`);
}

export function checkWhole(name: string, value: unknown, least: number): void {
  if (!Number.isSafeInteger(value) || (value as number) < least) {
    throw wrong(name, value, `a whole number of at least ${least}`);
  }
}

export function checkFlags<Parameters extends Settings>(
  parameters: Parameters,
  ...names: (keyof Parameters & string)[]
): void {
  for (const name of names)
    if (typeof parameters[name] !== "boolean") throw wrong(name, parameters[name], "true or false");
}

export function checkChoice(name: string, value: unknown, choices: readonly EstimatorParameter[]): void {
  if (choices.some((choice) => choice === value)) return;
  throw wrong(name, value, `one of ${choices.map((choice) => JSON.stringify(choice)).join(", ")}`);
}

export function wrong(name: string, value: unknown, wanted: string): TrackingError {
  const shown = typeof value === "string" ? `'${value}'` : String(value);
  return new TrackingError("INVALID_PARAMETER_VALUE", `${name} is ${shown}; it must be ${wanted}`);
}
