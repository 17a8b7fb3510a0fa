import { logArtifact } from "../src/index.js";
import type { Magic } from "./magic.js";

export const logArtifactMagic: Magic = {
  name: "log_artifact",
  forms: ["line"],
  summary: "copies a file or folder into the run",
  examples: ["%log_artifact models/preprocessor.json preprocessor", '%log_artifact "my plot.png"'],
  args: [
    { name: "path", type: "text", required: true, help: "a local file or folder" },
    { name: "artifact_path", type: "text", help: "folder of the run to put it in; default: its root" },
  ],
  twin: 'logArtifact("models/preprocessor.json", "preprocessor")',
  async run({ values }) {
    await logArtifact(values["path"] as string, values["artifact_path"] as string | undefined);
  },
};
