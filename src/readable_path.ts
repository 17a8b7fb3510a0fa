import { relative } from "node:path";

/** A path as a person reads it: relative to the working directory where it lies inside. */
export function readablePath(path: string): string {
  const inside = relative(process.cwd(), path);
  return inside.startsWith("..") ? path : inside;
}
