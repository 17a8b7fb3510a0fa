/** A static picture for every front end: they show an image in a data URI also where they run no script and trust no SVG. Pure. */

/** Control characters, such as a terminal's colours in a param: XML has no way to write them, and one breaks the whole picture. */
const notXml = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/g;

/** `<div><img …></div>`; `alt` is what a screen reader says. */
export function pictureHtml(svg: string, alt: string): string {
  const text = alt.replaceAll("&", "&amp;").replaceAll('"', "'").replaceAll("<", "&lt;");
  const source = `data:image/svg+xml;base64,${Buffer.from(svg.replaceAll(notXml, "\ufffd")).toString("base64")}`;
  return `<div><img alt="${text}" src="${source}" style="max-width:100%"></div>`;
}
