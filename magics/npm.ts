import type { Magic } from "./magic.js";
import { runCommand } from "./shell.js";

export const npmMagic: Magic = {
  name: "npm",
  forms: ["line"],
  summary: "runs npm in the notebook's directory; what it installs can be imported at once",
  examples: ["%npm install lodash-es", "%npm install --save-dev @types/lodash-es", "%npm ls"],
  args: [
    {
      name: "args",
      type: "text",
      repeated: true,
      required: true,
      verbatim: true,
      help: "npm's arguments",
      complete: () => ["install", "uninstall", "ls", "run", "view"],
    },
  ],
  async run({ values }, context) {
    await runCommand("npm", values["args"] as string[], context);
  },
};
