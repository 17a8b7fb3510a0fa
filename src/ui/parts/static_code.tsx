/** A piece of code to read, such as a cell, in colours, as plain elements. Long files are for `code_viewer.tsx`. */
import { useQuery } from "@tanstack/react-query";
import type { LanguageName } from "./languages.js";

export interface StaticCodeProps {
  readonly text: string;
  /** null: plain text. */
  readonly language: LanguageName | null;
}

/** Longer texts stay without colours: each piece would be an element. */
const mostCharacters = 50_000;

export function StaticCode({ text, language }: StaticCodeProps) {
  const { data } = useQuery({
    queryKey: ["highlighted", language, text],
    queryFn: async () => (await import("./highlight.js")).highlighted(text, language!),
    enabled: language !== null && text.length <= mostCharacters && text !== "",
    staleTime: "static", // nothing in the store changes it
    gcTime: 60_000,
  });
  return (
    <pre className="static-code">
      <code>
        {data === undefined
          ? text
          : data.map((piece, index) =>
              piece.className === "" ? (
                piece.text
              ) : (
                <span key={index} className={piece.className}>
                  {piece.text}
                </span>
              ),
            )}
      </code>
    </pre>
  );
}
