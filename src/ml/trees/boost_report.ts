/** What boosting prints with `verbose`: one line per stage, with 1 fewer and fewer of them, as scikit-learn's reporter. */
export class StageReport {
  readonly #stages: number;
  readonly #verbose: number;
  readonly #startMs = performance.now();
  #every = 1;

  constructor(stages: number, verbose: number) {
    this.#stages = stages;
    this.#verbose = verbose;
    console.log(line("Iter", "Train Loss", "Remaining Time"));
  }

  say(stage: number, loss: number): void {
    const done = stage + 1;
    if (done % this.#every !== 0) return;
    const seconds = ((this.#stages - done) * (performance.now() - this.#startMs)) / done / 1000;
    const remaining = seconds > 60 ? `${(seconds / 60).toFixed(2)}m` : `${seconds.toFixed(2)}s`;
    console.log(line(String(done), loss.toFixed(4), remaining));
    if (this.#verbose === 1 && Math.floor(done / (this.#every * 10)) > 0) this.#every *= 10;
  }
}

function line(...cells: [string, string, string]): string {
  return cells.map((cell, at) => cell.padStart(at === 0 ? 10 : 16)).join(" ");
}
