/** Text of any length: the first lines of a long one, more when a reader asks. */
import { useState } from "react";
import { Button } from "react-aria-components";
import { AnsiText } from "../parts/ansi.js";

const mostLines = 30;
const mostCharacters = 8000;
/** Beyond that, a browser is no place for it. */
const mostAtAll = 2_000_000;

export interface Folded {
  readonly text: string;
  /** "the first 30 of 3,000 lines"; null: it is all there. */
  readonly what: string | null;
}

/** The beginning of `text`, at most so many lines and characters. */
export function folded(text: string, lines = mostLines, characters = mostCharacters): Folded {
  let end = 0;
  let count = 0;
  while (count < lines && end >= 0 && end < text.length) {
    const next = text.indexOf("\n", end);
    end = next < 0 ? text.length : next + 1;
    count++;
  }
  if (end > characters) {
    const shown = `the first ${characters.toLocaleString("en")} of ${text.length.toLocaleString("en")} characters`;
    return text.length > characters ? { text: text.slice(0, characters), what: shown } : { text, what: null };
  }
  if (end >= text.length) return { text, what: null };
  const all = text.split("\n").length - (text.endsWith("\n") ? 1 : 0);
  return { text: text.slice(0, end), what: `the first ${count} of ${all.toLocaleString("en")} lines` };
}

export interface FoldedTextProps {
  readonly text: string;
  readonly className?: string;
}

export function FoldedText({ text, className = "" }: FoldedTextProps) {
  const [open, setOpen] = useState(false);
  const short = folded(text);
  const whole = open ? folded(text, Infinity, mostAtAll) : short;
  return (
    <div>
      <pre className={`notebook-text ${className} ${open ? "open" : ""}`} tabIndex={open ? 0 : undefined}>
        <AnsiText text={whole.text} />
      </pre>
      {short.what !== null && (
        <p className="notebook-folded">
          {whole.what === null ? "All of it." : `Showing ${whole.what}.`}{" "}
          <Button className="react-aria-Button quiet" onPress={() => setOpen(!open)}>
            {open ? "Show less" : "Show all"}
          </Button>
        </p>
      )}
    </div>
  );
}
