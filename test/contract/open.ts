import type { TrackingStore } from "../../src/store/store.js";

/** Hands a store whose contents the cases do not count on: others may have written to it before. */
export type Open = () => Promise<TrackingStore>;
