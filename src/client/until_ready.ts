/** Waiting for a model version whose files are still being taken over. */
import { setTimeout as pause } from "node:timers/promises";
import type { ModelVersion } from "../entities.js";
import { TrackingError } from "../errors.js";
import type { ModelRegistry } from "../store/registry.js";

const longestPauseMs = 3000;

/** Asks until the version is no longer PENDING_REGISTRATION, at most `seconds`; an error when it failed or time is up. */
export async function untilReady(registry: ModelRegistry, made: ModelVersion, seconds: number): Promise<ModelVersion> {
  if (seconds <= 0) return made;
  const end = performance.now() + seconds * 1000;
  let version = made;
  for (let pauseMs = 50; version.status === "PENDING_REGISTRATION"; pauseMs = Math.min(2 * pauseMs, longestPauseMs)) {
    if (performance.now() > end) {
      throw new TrackingError(
        "DEADLINE_EXCEEDED",
        `Exceeded max wait time for model name: ${made.name} version: ${made.version} to become READY. ` +
          `Status: ${version.status} Wait Time: ${seconds}`,
        { remedy: `it may still become ready: getModelVersion("${made.name}", ${made.version}) says so` },
      );
    }
    await pause(pauseMs);
    version = await registry.getModelVersion(made.name, made.version);
  }
  if (version.status === "READY") return version;
  throw new TrackingError(
    "INVALID_STATE",
    `Model version creation failed for model name: ${made.name} version: ${made.version} with status: ` +
      `${version.status} and message: ${version.statusMessage}`,
  );
}
