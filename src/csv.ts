/** CSV by RFC 4180: lines end in CR LF; what holds a comma, a quote or a line break stands in quotes. Pure. */
export function csv(rows: Iterable<readonly string[]>): string {
  let text = "";
  for (const row of rows) text += `${row.map(field).join(",")}\r\n`;
  return text;
}

function field(value: string): string {
  return /[",\r\n]/.test(value) ? `"${value.replaceAll('"', '""')}"` : value;
}
