/**
 * Texts of the store in Plotly's figures, which reads tags, entities and (where a page has MathJax) formulas in them: titles,
 * names of traces, texts of axes' ticks, hover, legends and colour bars. Ticks of `parcoords` alone are read
 * as they are. Pure.
 */

/** As it is written: `a<b` stays whole, no link is made of a run's name and no formula of two dollars. */
export function plotlyText(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;").replaceAll("$", "&#36;");
}

/** In cells of tables: Plotly reads a cell again when it has wrapped it at its spaces, so that one with such letters has none. */
export function plotlyCell(text: string): string {
  const literal = plotlyText(text);
  return literal === text ? text : literal.replaceAll(" ", "\u00a0");
}
