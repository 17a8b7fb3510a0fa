/** TypeScript files → JavaScript beside them, so that any Node runs them. */
import { readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";

const extension = /(?<!\.d)\.([mc]?)ts$/;

/** Where the JavaScript of a file is: beside `x.ts` in `x.js`. */
export function javascriptOf(path: string): string {
  return path.replace(extension, ".$1js");
}

/** Writes the JavaScript of a TypeScript file, or of all those in a folder; imports of `./x.ts` become those of `./x.js`. */
export async function writeJavascript(place: string): Promise<void> {
  const files = statSync(place).isDirectory()
    ? readdirSync(place, { recursive: true, withFileTypes: true })
        .filter((entry) => entry.isFile())
        .map((entry) => join(entry.parentPath, entry.name))
    : [place];
  const sources = files.filter((file) => extension.test(file));
  if (sources.length === 0) return;
  const { default: ts } = await import("typescript");
  for (const file of sources) {
    const { outputText } = ts.transpileModule(readFileSync(file, "utf8"), {
      fileName: file,
      compilerOptions: {
        module: ts.ModuleKind.ESNext,
        target: ts.ScriptTarget.ES2023,
        rewriteRelativeImportExtensions: true,
        verbatimModuleSyntax: true,
      },
    });
    writeFileSync(javascriptOf(file), outputText);
  }
}
