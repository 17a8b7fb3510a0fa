/** What a reader types to find models → a filter of MLflow's grammar. Pure. */
import { quoted } from "../api/quoted.js";

/** Without an operator it is a part of the name: `taxi` → `name ILIKE '%taxi%'`. */
export function modelFilter(search: string): string {
  const text = search.trim();
  if (text === "" || isFilter(text)) return text;
  return `name ILIKE ${quoted(`%${text}%`)}`;
}

/** Whether it is already a filter, such as `tags.team = 'taxi'`. */
export function isFilter(text: string): boolean {
  return /^\s*(?:name|tags?\.\S+|tags?\.[`"].*?[`"])\s*(?:!=|=|\b(?:i?like)\b)/i.test(text);
}
