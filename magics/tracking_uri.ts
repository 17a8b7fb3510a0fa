import { getTrackingUri, setTrackingUri } from "../src/index.js";
import type { Magic } from "./magic.js";

export const trackingUriMagic: Magic = {
  name: "tracking_uri",
  forms: ["line"],
  summary: "shows or chooses the store that runs go to",
  examples: ["%tracking_uri", "%tracking_uri sqlite:///mlflow.db"],
  args: [{ name: "uri", type: "text", help: "e.g. sqlite:///mlflow.db" }],
  twin: 'setTrackingUri("sqlite:///mlflow.db")',
  async run({ values }, context) {
    const uri = values["uri"] as string | undefined;
    if (uri !== undefined) await setTrackingUri(uri);
    context.notice(`tracking to ${getTrackingUri()}`);
  },
};
