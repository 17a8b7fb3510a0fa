/** What is typed into the search box of experiments → a filter of the server. Pure. */
import { quoted } from "../api/quoted.js";

const grammar =
  /^\s*(attributes?|tags?|name|experiment_id|creation_time|last_update_time)\b[\s\S]*(=|<|>|\bI?LIKE\b|\bIN\b|\bIS\b)/i;

/** Filters stay as they are; each plain word must be in the name. undefined for nothing. */
export function experimentFilter(text: string): string | undefined {
  if (text.trim() === "") return undefined;
  if (grammar.test(text)) return text;
  const words = text.trim().split(/\s+/);
  return words.map((word) => `name ILIKE ${quoted(`%${word}%`)}`).join(" AND ");
}
