import { getTrackingUri, readableUri, setTrackingUri } from "../src/index.js";
import type { Magic } from "./magic.js";

export const trackingUriMagic: Magic = {
  name: "tracking_uri",
  forms: ["line"],
  summary: "shows or chooses the store that runs go to",
  examples: ["%tracking_uri", "%tracking_uri sqlite:///mlflow.db", "%tracking_uri http://localhost:5000"],
  args: [{ name: "uri", type: "text", help: "e.g. sqlite:///mlflow.db or http://localhost:5000" }],
  twin: 'setTrackingUri("sqlite:///mlflow.db")',
  async run({ values }, context) {
    const uri = values["uri"] as string | undefined;
    if (uri !== undefined) await setTrackingUri(uri);
    const chosen = getTrackingUri();
    context.notice(`tracking to ${/^https?:/.test(chosen) ? readableUri(chosen) : chosen}`); // without a password
  },
};
