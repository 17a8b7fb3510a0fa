import type { MimeBundle } from "../src/index.js";
import type { Magic } from "./magic.js";

export const captureMagic: Magic = {
  name: "capture",
  forms: ["cell"],
  body: "code",
  summary: "runs the cell and keeps its output in a variable instead of showing it",
  examples: ["%%capture output\nconsole.log(1)"],
  args: [
    { name: "name", type: "text", help: "variable for { stdout, stderr, outputs }; default: the output is dropped" },
  ],
  async run({ values, runBody }, context) {
    const captured = { stdout: "", stderr: "", outputs: [] as MimeBundle[] };
    await runBody?.({
      stream: (name, text) => void (captured[name] += text),
      display: (bundle) => void captured.outputs.push(bundle),
    });
    const name = values["name"] as string | undefined;
    if (name !== undefined) context.setVariable(name, captured);
  },
};
