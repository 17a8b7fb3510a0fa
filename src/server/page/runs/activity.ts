/** `experiments/activity`: what goes on in experiments. */
import type { ActivityAnswer } from "../../../protocol/page.js";
import { type Body, texts } from "./request.js";
import type { RunSource } from "./source.js";

export async function experimentsActivity(body: Body, { columns }: RunSource): Promise<ActivityAnswer> {
  const ids = [...new Set(texts(body, "experimentIds", 50_000))];
  const found = await columns.activity(ids);
  return { experiments: Object.fromEntries(ids.map((id, place) => [id, found[place]!])) };
}
