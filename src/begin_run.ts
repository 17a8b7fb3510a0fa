/** Opens and closes runs in the store, with their context tags and, outside a notebook, their lease. */
import { randomUUID } from "node:crypto";
import { contextTags } from "./context_tags.js";
import type { RunStatus, Tag } from "./entities.js";
import { TrackingError } from "./errors.js";
import { notebookHost } from "./notebook/host.js";
import { ownLease } from "./notebook/own_lease.js";
import { OpenRun } from "./open_run.js";
import { randomRunName } from "./run_name.js";
import type { TrackingStore } from "./store/store.js";
import { getTrackingUri, storeAt } from "./tracking_uri.js";
import { userName } from "./user_name.js";

export interface BeginOptions {
  readonly experimentId: string;
  readonly runName?: string | undefined;
  readonly tags?: readonly Tag[];
  readonly parentRunId?: string | null;
  readonly trackingUri?: string;
  readonly automatic: boolean;
  readonly openedIn: string | null;
  readonly attempt?: number;
  /** Default: now. */
  readonly startTimeMs?: number;
}

export async function beginRun(options: BeginOptions): Promise<OpenRun> {
  const trackingUri = options.trackingUri ?? getTrackingUri();
  const store = storeAt(trackingUri);
  const given = options.tags ?? [];
  const parentRunId = options.parentRunId ?? null;
  const tags = [
    ...contextTags().filter((tag) => !given.some((one) => one.key === tag.key)),
    ...given,
    ...(parentRunId === null ? [] : [{ key: "mlflow.parentRunId", value: parentRunId }]),
  ];
  const made = await store.createRun({
    experimentId: options.experimentId,
    runName: options.runName ?? given.find((tag) => tag.key === "mlflow.runName")?.value ?? randomRunName(),
    userId: userName(),
    runId: randomUUID().replaceAll("-", ""),
    tags,
    ...(options.startTimeMs !== undefined && { startTimeMs: options.startTimeMs }),
  });
  return await opened(
    new OpenRun({
      runId: made.info.runId,
      runName: made.info.runName,
      named: options.runName !== undefined,
      startTags: given,
      experimentId: options.experimentId,
      artifactUri: made.info.artifactUri,
      parentRunId,
      trackingUri: store.uri,
      store,
      openedIn: options.openedIn,
      automatic: options.automatic,
      attempt: options.attempt ?? 1,
    }),
  );
}

/** Opens a run that exists, e.g. the one that MLFLOW_RUN_ID names. */
export async function resumeRun(
  runId: string,
  options: Pick<BeginOptions, "automatic" | "openedIn">,
): Promise<OpenRun> {
  const store: TrackingStore = storeAt();
  const { info, data } = await store.getRun(runId);
  if (info.lifecycleStage === "deleted") {
    throw new TrackingError(
      "INVALID_PARAMETER_VALUE",
      `Cannot resume run ${runId}: it is deleted; restoreRun("${runId}") brings it back`,
    );
  }
  await store.updateRun(runId, { status: "RUNNING", endTimeMs: null });
  return await opened(
    new OpenRun({
      runId,
      runName: info.runName,
      named: true,
      startTags: [],
      experimentId: info.experimentId,
      artifactUri: info.artifactUri,
      parentRunId: data.tags["mlflow.parentRunId"] ?? null,
      trackingUri: store.uri,
      store,
      attempt: Number(data.tags["labbook.attempt"] ?? 1),
      ...options,
    }),
  );
}

export async function finishRun(run: OpenRun, status: RunStatus): Promise<void> {
  const { store, runId, trackingUri } = run.facts;
  await store.updateRun(runId, { status, endTimeMs: Date.now() });
  const host = notebookHost();
  if (host === null) await store.leases.release(runId);
  else host.runClosed({ runId, trackingUri, status });
}

async function opened(run: OpenRun): Promise<OpenRun> {
  const host = notebookHost();
  if (host === null) await holdFromScript(run);
  else {
    const { store: _store, ...facts } = run.facts;
    host.runOpened(facts);
  }
  return run;
}

const beatMs = 60_000;

/**
 * In a notebook the kernel's supervisor holds the lease; a script holds its own, and renews it while the run is open, so
 * that a process of another machine sees that it is held.
 */
async function holdFromScript(run: OpenRun): Promise<void> {
  const { store, runId } = run.facts;
  const startTimeMs = Date.now();
  const hold = () => store.leases.hold(ownLease({ runId, startTimeMs, cell: null, ledgerPath: null }));
  await hold();
  const timer = setInterval(() => {
    if (run.ended !== null) clearInterval(timer);
    else hold().catch(() => clearInterval(timer));
  }, beatMs);
  timer.unref();
}
