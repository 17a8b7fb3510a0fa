/** Languages of code by name or by the end of a file's name, each loaded when it is first seen. The only importer of CodeMirror's languages. */
import type { LanguageSupport } from "@codemirror/language";

const loaders = {
  typescript: async () => (await import("@codemirror/lang-javascript")).javascript({ typescript: true, jsx: true }),
  python: async () => (await import("@codemirror/lang-python")).python(),
  json: async () => (await import("@codemirror/lang-json")).json(),
  yaml: async () => (await import("@codemirror/lang-yaml")).yaml(),
  html: async () => (await import("@codemirror/lang-html")).html(),
  css: async () => (await import("@codemirror/lang-css")).css(),
  markdown: async () => (await import("@codemirror/lang-markdown")).markdown(),
} satisfies Record<string, () => Promise<LanguageSupport>>;

export type LanguageName = keyof typeof loaders;

/** null: plain text. */
export async function languageSupport(name: LanguageName | null): Promise<LanguageSupport | null> {
  return name === null ? null : await loaders[name]();
}

const byEnd: Readonly<Record<string, LanguageName>> = {
  ts: "typescript",
  tsx: "typescript",
  mts: "typescript",
  cts: "typescript",
  js: "typescript",
  jsx: "typescript",
  mjs: "typescript",
  cjs: "typescript",
  py: "python",
  json: "json",
  jsonl: "json",
  ipynb: "json",
  yaml: "yaml",
  yml: "yaml",
  html: "html",
  htm: "html",
  svg: "html",
  xml: "html",
  css: "css",
  md: "markdown",
  markdown: "markdown",
};

/** The language of a file; null: none that is known. */
export function languageOf(path: string): LanguageName | null {
  const name = path.slice(path.lastIndexOf("/") + 1);
  if (["MLmodel", "MLproject", "conda.yaml"].includes(name)) return "yaml";
  return byEnd[/\.([^.]+)$/.exec(name)?.[1]?.toLowerCase() ?? ""] ?? null;
}
