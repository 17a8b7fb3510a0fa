/** Text of a terminal: its colours as elements, never as HTML. The only importer of anser. */
import Anser from "anser";
import type { CSSProperties } from "react";
import "./ansi.css";

/** Text with escape sequences of colours; what is not about colours is left out. */
export function AnsiText({ text }: { readonly text: string }) {
  const plain = overwritten(text);
  if (!plain.includes("\u001b")) return <>{plain}</>;
  return Anser.ansiToJson(plain, { json: true, use_classes: true, remove_empty: true }).map((piece, index) => (
    <span key={index} className={classOf(piece)} style={styleOf(piece)}>
      {piece.content}
    </span>
  ));
}

function classOf({ fg, bg, decorations }: Anser.AnserJsonEntry): string {
  const names = [named(fg), bg === null || bg === "" ? "" : `${named(bg)}-back`, ...decorations];
  return names
    .filter((name) => name !== "" && name !== "-back")
    .map((name) => `ansi-${name}`)
    .join(" ");
}

/** `ansi-bright-red` → `bright-red`; colours by number have no name. */
function named(color: string | null): string {
  return /^ansi-((?:bright-)?(?:black|red|green|yellow|blue|magenta|cyan|white))$/.exec(color ?? "")?.[1] ?? "";
}

function styleOf({ fg, bg, fg_truecolor, bg_truecolor }: Anser.AnserJsonEntry): CSSProperties | undefined {
  const color = numbered(fg, fg_truecolor);
  const backgroundColor = numbered(bg, bg_truecolor);
  if (color === undefined && backgroundColor === undefined) return undefined;
  return { ...(color !== undefined && { color }), ...(backgroundColor !== undefined && { backgroundColor }) };
}

function numbered(color: string | null, truecolor: string | null): string | undefined {
  if (color === "ansi-truecolor" && /^\d+, ?\d+, ?\d+$/.test(truecolor ?? "")) return `rgb(${truecolor})`;
  const palette = /^ansi-palette-(\d+)$/.exec(color ?? "")?.[1];
  return palette === undefined ? undefined : paletteColor(Number(palette));
}

/** The 6 × 6 × 6 cube and the greys of xterm. */
function paletteColor(index: number): string | undefined {
  if (index >= 232)
    return `rgb(${Array(3)
      .fill(8 + (index - 232) * 10)
      .join(", ")})`;
  if (index < 16) return undefined;
  const level = (step: number): number => (step === 0 ? 0 : 55 + step * 40);
  const cube = index - 16;
  return `rgb(${level(Math.floor(cube / 36))}, ${level(Math.floor(cube / 6) % 6)}, ${level(cube % 6)})`;
}

/** What a progress bar leaves: text after a carriage return replaces its line. */
function overwritten(text: string): string {
  if (!text.includes("\r")) return text;
  return text
    .replaceAll("\r\n", "\n")
    .split("\n")
    .map((line) => line.replace(/\r+$/, "").split("\r").at(-1)!)
    .join("\n");
}
