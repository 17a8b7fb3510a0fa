/** The option that says whether active or deleted ones are listed. */
import { Option } from "commander";
import type { ViewType } from "../entities.js";

export function viewOption(): Option {
  return new Option("--view <which>", "which to list").choices(["active", "deleted", "all"]).default("active");
}

export function viewTypeOf(view: string): ViewType {
  return view === "all" ? "ALL" : view === "deleted" ? "DELETED_ONLY" : "ACTIVE_ONLY";
}
