import { randomUUID } from "node:crypto";
import type { TrackingStore } from "../../src/store/store.js";

/** Hands a store whose contents the cases do not count on: others may have written to it before. */
export type Open = () => Promise<TrackingStore>;

/** The id of a new experiment; its name begins with `name`. */
export async function experiment(store: TrackingStore, name = "contract"): Promise<string> {
  return store.createExperiment(unique(name));
}

/** A name that nobody used before. */
export function unique(name: string): string {
  return `${name} ${randomUUID()}`;
}

export const refused = { code: "INVALID_PARAMETER_VALUE" };
export const missing = { code: "RESOURCE_DOES_NOT_EXIST" };
