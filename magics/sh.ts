import type { Magic } from "./magic.js";
import { runCommand } from "./shell.js";

export const shMagic: Magic = {
  name: "sh",
  forms: ["line", "cell"],
  body: "text",
  summary: "runs a shell command and shows what it prints",
  details:
    "A command that ends with another code than 0 fails the cell. Braces of the shell are written \\{ and \\} on a line.",
  examples: ["%sh ls -l data", "%sh wc -l {path}", "%%sh\ncd data\nls"],
  args: [
    {
      name: "command",
      type: "text",
      rest: true,
      verbatim: true,
      help: "the command line; in a cell form, what stands below",
    },
  ],
  async run({ form, values, text }, context) {
    const command = values["command"] as string | undefined;
    const script = form === "cell" ? [command, text].filter((part) => part).join("\n") : command;
    if (script) await runCommand(script, null, context);
  },
};
