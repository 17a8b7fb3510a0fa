/** How the code of a model finds the packages that it imports. */
import * as nodeModule from "node:module";
import { dirname, join } from "node:path";
import { pathToFileURL } from "node:url";

type Resolve = (specifier: string, context: { parentURL?: string | undefined }, next: Resolve) => { url: string };
type RegisterHooks = (hooks: { resolve: Resolve }) => unknown;

const folders = new Set<string>();
let registered = false;

/**
 * Lets modules in the folder of `path` import what is not installed beside them: `labbook` is this package, other
 * packages are those of the working directory. Needs Node 22.15; on older ones packages must be installed beside the model.
 */
export function resolveFrom(path: string): void {
  folders.add(`${pathToFileURL(dirname(path)).href}/`);
  const { registerHooks } = nodeModule as unknown as { registerHooks?: RegisterHooks };
  if (registered || registerHooks === undefined) return;
  registered = true;
  registerHooks({ resolve });
}

function resolve(specifier: string, context: { parentURL?: string | undefined }, next: Resolve): { url: string } {
  const parent = context.parentURL ?? "";
  const isBare = !/^([./]|[a-z]+:)/i.test(specifier);
  if (!isBare || ![...folders].some((folder) => parent.startsWith(folder))) return next(specifier, context, next);
  try {
    return next(specifier, context, next);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ERR_MODULE_NOT_FOUND") throw error;
    const isOwn = specifier === "labbook" || specifier.startsWith("labbook/");
    const parentURL = isOwn ? import.meta.url : pathToFileURL(join(process.cwd(), "index.js")).href;
    return next(specifier, { ...context, parentURL }, next);
  }
}
