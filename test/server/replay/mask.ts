/** Hides in an answer what differs from run to run: ids, times, generated names. The recordings are masked alike. */
import { isLongInteger } from "./script.js";

const day = 86_400_000;
/** Ids that the script itself makes up. */
const fixed = new Set(["0123456789abcdef0123456789abcdef", "f".repeat(32)]);

export class Mask {
  readonly #base: string;
  readonly #now = Date.now();
  readonly #ids = new Map<string, string>();
  readonly #experiments = new Map<string, string>();

  /** `base` is the server's URL. */
  constructor(base: string) {
    this.#base = base;
  }

  /** From now on `value` is shown as, say, `<run:1>`. */
  learn(name: string, value: unknown): void {
    if (typeof value !== "string") return;
    if (/^(m-)?[0-9a-f]{32}$/.test(value)) {
      const kind = /^[a-z]+/.exec(name)![0];
      this.#ids.set(value, `<${kind}:${name.slice(kind.length)}>`);
    } else if (name.startsWith("exp") && /^\d+$/.test(value)) {
      this.#experiments.set(value, `<exp:${name.slice(3)}>`);
    }
  }

  value(value: unknown, key?: string): unknown {
    if (typeof value === "string") {
      if ((key === "run_name" || key === "runName") && isGenerated(value)) return "<name>";
      return key === "experiment_id" || key === "experimentId" ? this.#experiment(value) : this.text(value);
    }
    if (typeof value === "number") return Number.isInteger(value) && this.#isNow(value) ? "<time>" : value;
    if (Array.isArray(value)) return value.map((one) => this.value(one));
    if (typeof value !== "object" || value === null || isLongInteger(value)) return value;
    return this.#object(value as Record<string, unknown>);
  }

  #object(fields: Record<string, unknown>): Record<string, unknown> {
    const masked = Object.fromEntries(Object.entries(fields).map(([key, one]) => [key, this.value(one, key)]));
    if ("model_id" in fields && isGenerated(fields.name)) masked.name = "<name>";
    if (fields.key === "mlflow.runName" && isGenerated(fields.value)) masked.value = "<name>";
    return masked;
  }

  text(text: string): string {
    for (const [value, shown] of this.#ids) text = text.replaceAll(value, shown);
    return text
      .replace(/\[SQL: [\s\S]*/, "[SQL: <sql>]")
      .replace(/(artifacts from )\/[\s\S]*/, "$1<path>")
      .replaceAll(this.#base, "<base>")
      .replace(/\b[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\b/g, "<uuid>")
      .replace(/\bm-[0-9a-f]{32}\b/g, (id) => (/^m-0+$/.test(id) ? id : "<model>"))
      .replace(/\b[0-9a-f]{32}\b/g, (id) => (fixed.has(id) || /^0+$/.test(id) ? id : "<hex32>"))
      .replace(/\b\d{13}\b/g, (digits) => (this.#isNow(Number(digits)) ? "<time>" : digits))
      .replace(
        /(mlflow-artifacts:\/|[Ee]xperiment (?:with id[= ])?)(\d+)\b/g,
        (_, before: string, id: string) => before + this.#experiment(id),
      )
      .replace(/\b(\d+)(?=\/(?:<run:|<model|models\/))/g, (_, id: string) => this.#experiment(id))
      .replace(/\bat 0x[0-9A-Fa-f]+/g, "at <address>")
      .replace(/\{('[^'{}]*'(?:, '[^'{}]*')*)\}/g, (_, set: string) => `{${set.split(", ").sort().join(", ")}}`);
  }

  #experiment(id: string): string {
    return !/^\d{1,4}$/.test(id) || id === "0" ? id : (this.#experiments.get(id) ?? "<exp>");
  }

  #isNow(time: number): boolean {
    return Math.abs(time - this.#now) < day;
  }
}

function isGenerated(name: unknown): boolean {
  return /^[a-z]+-[a-z]+(-\d{0,4})?$/.test(String(name ?? ""));
}
