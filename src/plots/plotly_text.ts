/** Texts of the store in Plotly's figures, which read tags and entities in them. Pure. */

/** As it is written: `a<b` stays whole, and no link is made of a run's name. */
export function plotlyText(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
}
