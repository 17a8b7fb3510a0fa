/** Trials as `fmin` leaves them. */
import { type Point, STATUS_FAIL, STATUS_OK, type TrialDocument } from "labbook/hpo";

/** One that ended with `loss`, or failed where there is none. */
export function trialOf(tid: number, point: Point, loss?: number): TrialDocument {
  const labels = Object.keys(point);
  return {
    tid,
    state: 2,
    result: loss === undefined ? { status: STATUS_FAIL } : { status: STATUS_OK, loss },
    misc: {
      tid,
      idxs: Object.fromEntries(labels.map((label) => [label, [tid]])),
      vals: Object.fromEntries(labels.map((label) => [label, [point[label]!]])),
    },
    reports: [],
    bookTimeMs: 0,
    refreshTimeMs: 0,
  };
}
