import { readableDuration } from "../src/index.js";
import type { Magic } from "./magic.js";
import { UsageError } from "./usage_error.js";

export const timeMagic: Magic = {
  name: "time",
  forms: ["line", "cell"],
  body: "code",
  argument: "code",
  summary: "runs code and prints how long it took",
  examples: ["%time model.fit(X, y)", "%%time\nconst model = train()"],
  args: [],
  async run({ form, code, runBody }, context) {
    const cpu = process.cpuUsage();
    const start = performance.now();
    try {
      if (form === "cell") await runBody?.();
      else if (code === undefined)
        throw new UsageError("%time needs code on its line, such as %time model.fit(X, y); %%time times a whole cell");
      else return await code();
    } finally {
      const { user, system } = process.cpuUsage(cpu);
      const wall = readableDuration(Math.round((performance.now() - start) * 10) / 10);
      context.print(`CPU time: ${readableDuration(Math.round((user + system) / 1000))}, wall time: ${wall}\n`);
    }
  },
};
