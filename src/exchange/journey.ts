/** What a transfer carries along: both ends, what was asked, what is called how over there, what was done. */
import { TrackingError } from "../errors.js";
import type { ImportTarget } from "../store/import_target.js";
import type { Reader } from "./reader.js";
import type { Summary } from "./summary.js";

export interface TransferOptions {
  /** Names or ids; default: all. */
  readonly experiments?: readonly string[];
  /** Which registered models come along: all, those with a version of a run that is brought over, or none. */
  readonly models: "all" | "ofRuns" | "none";
  readonly artifacts: boolean;
  /** Names of experiments and registered models → what they are to be called over there. */
  readonly rename: ReadonlyMap<string, string>;
  /** Put all runs into the experiment of this name, whatever it holds. */
  readonly into?: string;
  /** Told after each step. */
  readonly onProgress?: (summary: Summary, doing: string) => void;
}

export interface Journey {
  readonly from: Reader;
  readonly there: Reader;
  readonly target: ImportTarget;
  readonly options: TransferOptions;
  /** Ids of runs and of logged models here → there. */
  readonly runIds: Map<string, string>;
  readonly modelIds: Map<string, string>;
  /** Folders of artifacts here → there, of the runs and logged models that versions were made of. */
  readonly folders: Map<string, string>;
  /** False once the target said that it knows no logged models. */
  loggedModels: boolean;
  readonly summary: Summary;
}

export function progress(journey: Journey, doing: string): void {
  journey.options.onProgress?.(journey.summary, doing);
}

/** Does `work`; what the target or the source refuses is noted as a failure of `what`, and the rest goes on. */
export async function noting(journey: Journey, what: string, work: () => Promise<void>): Promise<void> {
  try {
    await work();
  } catch (error) {
    if (!(error instanceof TrackingError) || !isRefusal(error)) throw error;
    journey.summary.failures.push({ what, message: error.message });
  }
}

/** Not a server that is away nor a disk that is full: those end the transfer, which goes on when it is called again. */
function isRefusal(error: TrackingError): boolean {
  return ![
    "TEMPORARILY_UNAVAILABLE",
    "INTERNAL_ERROR",
    "UNAUTHENTICATED",
    "CUSTOMER_UNAUTHORIZED",
    "DEADLINE_EXCEEDED",
  ].includes(error.code);
}
