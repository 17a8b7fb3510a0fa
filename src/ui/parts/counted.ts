/** How many there are of something: `1 run`, `2,000 runs`, `3 matches`. */
export function counted(count: number, noun: string, plural = `${noun}s`): string {
  return `${count.toLocaleString("en")} ${count === 1 ? noun : plural}`;
}
