/** A file of a model, under the name that its `MLmodel` has for it. */
import { join } from "node:path";
import { TrackingError } from "../errors.js";

/** Its path. INVALID_PARAMETER_VALUE for a name that is missing or leads out of the folder: whoever made it reads no other files. */
export function fileOf(folder: string, name: unknown, role: string): string {
  const remedy = "log the model again";
  if (typeof name !== "string" || name === "") {
    throw new TrackingError("INVALID_PARAMETER_VALUE", `the MLmodel file in ${folder} names no ${role}`, { remedy });
  }
  if (!/^([a-z]:|[\\/])/i.test(name) && !name.split(/[\\/]/).includes("..")) return join(folder, name);
  const message = `the MLmodel file in ${folder} names ${JSON.stringify(name)} as its ${role}, which is outside of the model`;
  throw new TrackingError("INVALID_PARAMETER_VALUE", message, { remedy });
}
