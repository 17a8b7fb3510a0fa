import { describe, expect, it } from "vitest";
import { displaySymbol } from "labbook";
import {
  JOB_STATE_DONE,
  JOB_STATE_NEW,
  JOB_STATE_RUNNING,
  STATUS_FAIL,
  STATUS_OK,
  type TrialDocument,
  type TrialResult,
  Trials,
  trialsFromDocs,
} from "labbook/hpo";

function trial(tid: number, result: TrialResult, point: Readonly<Record<string, number>> = { x: tid }): TrialDocument {
  const of = (value: (label: string) => number) =>
    Object.fromEntries(["x", "y"].map((label) => [label, label in point ? [value(label)] : []]));
  return {
    tid,
    state: JOB_STATE_DONE,
    result,
    misc: { tid, idxs: of(() => tid), vals: of((label) => point[label]!) },
    reports: [],
    bookTimeMs: 1000,
    refreshTimeMs: 2000,
  };
}

const ok = (tid: number, loss: number, more: object = {}) => trial(tid, { status: STATUS_OK, loss, ...more });

describe("Trials", () => {
  it("gives its lists as hyperopt's does", () => {
    const trials = trialsFromDocs([ok(0, 3), trial(1, { status: STATUS_FAIL }, { x: 5, y: 7 }), ok(2, 1)]);
    expect(trials.length).toBe(3);
    expect(trials.tids).toEqual([0, 1, 2]);
    expect(trials.losses()).toEqual([3, undefined, 1]);
    expect(trials.statuses()).toEqual(["ok", "fail", "ok"]);
    expect(trials.idxs).toEqual({ x: [0, 1, 2], y: [1] });
    expect(trials.vals).toEqual({ x: [0, 5, 2], y: [7] });
    expect(trials.specs).toEqual([{ x: 0 }, { x: 5, y: 7 }, { x: 2 }]);
    expect(trials.miscs.map(({ tid }) => tid)).toEqual([0, 1, 2]);
    expect(trials.bestTrial.tid).toBe(2);
    expect(trials.argmin).toEqual({ x: 2 });
    expect([...trials].map(({ tid }) => tid)).toEqual([0, 1, 2]);
    expect(trials.rows()).toEqual([
      { x: 0, tid: 0, loss: 3, status: "ok" },
      { x: 5, y: 7, tid: 1, loss: null, status: "fail" },
      { x: 2, tid: 2, loss: 1, status: "ok" },
    ]);
  });

  it("leaves NaN and failed trials out of the best, and takes the earlier of equals", () => {
    const failed = trial(3, { status: STATUS_FAIL, loss: -9 });
    expect(trialsFromDocs([ok(0, NaN), ok(1, 2), ok(2, 2), failed]).argmin).toEqual({ x: 1 });
    expect(() => new Trials().argmin).toThrow(
      "there are no trials, hence no best one; run fmin with these trials first",
    );
  });

  it("gives free ids, and refuses what is no trial or there already", () => {
    const trials = trialsFromDocs([ok(4, 1)]);
    expect(trials.newTrialIds(2)).toEqual([5, 6]);
    expect(trials.insertTrialDoc(ok(7, 1))).toBe(7);
    expect(trials.newTrialIds(1)).toEqual([8]);
    expect(() => trials.insertTrialDoc(ok(4, 1))).toThrow("trial 4 is there already");
    const uneven = { ...ok(9, 1), misc: { tid: 9, idxs: { x: [9] }, vals: { x: [] } } };
    expect(() => trials.insertTrialDoc(uneven)).toThrow(
      "trial 9 has not one value, or none, for 'x' in both misc.idxs and misc.vals",
    );
    expect(() => trials.insertTrialDoc({ ...ok(9, 1), tid: 10 })).toThrow("trial 10 has no misc with the same tid");
    expect(() => trials.insertTrialDoc(trial(9, { status: "fine" as "ok" }))).toThrow(
      "trial 9 has no result with a status",
    );
    expect(trials.length).toBe(2);
    trials.deleteAll();
    expect(trials.length).toBe(0);
    expect(trials.newTrialIds(1)).toEqual([0]);
  });

  it("comes back from JSON to the bit; what was running waits again", () => {
    const running = {
      ...ok(2, 0),
      state: JOB_STATE_RUNNING,
      result: { status: "new" as const },
      reports: [{ step: 0, value: 1 }],
    };
    const reported = { ...ok(3, 0.1 + 0.2, { curve: [1, NaN] }), reports: [{ step: 1, value: -Infinity }] };
    const trials = trialsFromDocs([ok(0, Infinity), ok(1, NaN), running, reported]);
    const back = Trials.fromJSON(JSON.parse(JSON.stringify(trials)));
    expect(back.trials.filter(({ tid }) => tid !== 2)).toEqual(trials.trials.filter(({ tid }) => tid !== 2));
    expect(back.trials[2]).toMatchObject({ tid: 2, state: JOB_STATE_NEW, reports: [], misc: running.misc });
    expect(() => Trials.fromJSON([])).toThrow("this is no history of a search: it has no list `trials`");
  });

  it("has hyperopt's average best error", () => {
    const sure = [ok(0, 1, { trueLoss: 7 }), ok(1, 2, { trueLoss: 3 })];
    expect(trialsFromDocs(sure).averageBestError()).toBe(7);
    const noisy = [
      ok(0, 1, { lossVariance: 0.25, trueLoss: 5 }),
      ok(1, 1.3, { lossVariance: 0.5, trueLoss: 3 }),
      ok(2, 2.4, { lossVariance: 0.1, trueLoss: 1 }),
      ok(3, 9, { lossVariance: 0.1, trueLoss: 100 }),
    ];
    // hyperopt 0.3.0 with 2,000,000 samples instead of 1000
    expect(trialsFromDocs(noisy).averageBestError()).toBeCloseTo(4.2657, 2);
    expect(() => new Trials().averageBestError()).toThrow("no trial has a loss, hence there is no best error");
  });

  it("shows itself as a table, the best trials first", () => {
    const pruned = trial(1, { status: STATUS_FAIL, pruned: true }, { x: 0.5, y: 2 });
    const trials = trialsFromDocs([ok(0, 3), pruned, ok(2, 1)]);
    const shown = trials[displaySymbol]();
    expect(shown["text/plain"]).toBe(
      [
        "trial  status  loss    x  y",
        "─────  ──────  ────  ───  ─",
        "    2  ok         1    2  –",
        "    0  ok         3    0  –",
        "    1  pruned     –  0.5  2",
        "3 trials",
      ].join("\n"),
    );
    expect(shown["text/html"]).toContain('<tr><td style="text-align:right;font-weight:bold">2</td>');
    expect(new Trials()[displaySymbol]()["text/plain"]).toBe("no trials");
  });
});
