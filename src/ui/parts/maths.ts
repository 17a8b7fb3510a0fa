/** TeX → MathML, which browsers draw, and read aloud, themselves. The only importer of KaTeX. Load it lazily. */
import katex from "katex";

/** Replaces the marks that `markdown_reader.ts` makes. What is no TeX stays as it was written. */
export function drawMaths(place: HTMLElement): void {
  for (const mark of place.querySelectorAll<HTMLElement>("[data-maths]")) {
    const drawn = document.createElement("span");
    const options = { displayMode: mark.dataset["maths"] === "display", output: "mathml", trust: false } as const;
    try {
      // Limits keep a hostile text from filling the screen, or from never ending.
      katex.render(mark.textContent, drawn, { ...options, strict: "ignore", maxSize: 50, maxExpand: 1000 });
    } catch (error) {
      if (!(error instanceof katex.ParseError)) throw error;
      mark.title = error.message;
      mark.removeAttribute("data-maths");
      continue;
    }
    mark.replaceWith(...drawn.childNodes);
  }
}
