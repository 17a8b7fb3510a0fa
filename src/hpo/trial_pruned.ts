/** Thrown by an objective whose trial is not worth going on with. */
export class TrialPruned extends Error {
  override readonly name = "TrialPruned";

  constructor(message = "the trial was stopped early: others did better at the same step") {
    super(message);
  }
}

/** By name, so that the error of another copy of the package counts too. */
export function isTrialPruned(error: unknown): boolean {
  return error instanceof Error && error.name === "TrialPruned";
}
