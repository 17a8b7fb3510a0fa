/** Horizontal bars as a static picture, readable on light and dark pages. Pure. */
import { escapeHtml } from "../html.js";

export interface Bar {
  readonly label: string;
  /** Below 0 it is drawn as 0. */
  readonly value: number;
  readonly text: string;
}

const size = { width: 640, labels: 170, values: 70, character: 8, bar: 18, gap: 8, top: 40 } as const;

/** `most`: the value of a bar that takes all the room; default: the largest. */
export function barsSvg(title: string, bars: readonly Bar[], most = largestOf(bars)): string {
  const height = size.top + bars.length * (size.bar + size.gap) + 12;
  const longest = bars.reduce((length, { text }) => Math.max(length, text.length), 0);
  const room = size.width - size.labels - Math.max(size.values, longest * size.character + 14);
  const rows = bars.map(({ label, value, text }, index) => {
    const y = size.top + index * (size.bar + size.gap);
    const width = most === 0 ? 0 : (Math.max(0, value) / most) * room;
    const name = label.length > 24 ? `${label.slice(0, 23)}…` : label;
    return (
      `<text x="${size.labels - 8}" y="${y + 13}" text-anchor="end" fill="#24292f">${escapeHtml(name)}</text>` +
      `<rect x="${size.labels}" y="${y}" width="${Math.max(1, width).toFixed(1)}" height="${size.bar}" rx="2" fill="#277f8e"/>` +
      `<text x="${(size.labels + width + 6).toFixed(1)}" y="${y + 13}" fill="#24292f">${escapeHtml(text)}</text>`
    );
  });
  return (
    `<svg xmlns="http://www.w3.org/2000/svg" width="${size.width}" height="${height}" viewBox="0 0 ${size.width} ${height}" font-family="system-ui,sans-serif" font-size="12">` +
    `<rect width="${size.width}" height="${height}" rx="6" fill="#fff"/>` +
    `<text x="16" y="22" fill="#57606a">${escapeHtml(title)}</text>${rows.join("")}</svg>`
  );
}

function largestOf(bars: readonly Bar[]): number {
  return bars.reduce((largest, bar) => Math.max(largest, bar.value), 0);
}
