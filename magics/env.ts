import type { Magic } from "./magic.js";

export const envMagic: Magic = {
  name: "env",
  forms: ["line"],
  summary: "shows or sets environment variables",
  examples: ["%env", "%env HOME", "%env MODE=test", "%env SEED {seed}"],
  args: [
    {
      name: "name",
      type: "text",
      help: "NAME or NAME=value; without it all are listed",
      complete: () => Object.keys(process.env),
    },
    { name: "value", type: "text", rest: true, help: "the new value" },
  ],
  run({ values }, context) {
    const given = values["name"] as string | undefined;
    if (given === undefined) {
      const lines = Object.entries(process.env).map(
        ([name, value]) => `${name}=${secret(name) ? "••••" : (value ?? "")}\n`,
      );
      context.print(lines.sort().join(""));
      return;
    }
    const equals = given.indexOf("=");
    const name = equals < 0 ? given : given.slice(0, equals);
    const more = values["value"] as string | undefined;
    const value = equals < 0 ? more : [given.slice(equals + 1), ...(more === undefined ? [] : [more])].join(" ");
    if (value === undefined) return process.env[name];
    process.env[name] = value;
    context.print(`${name}=${value}\n`);
  },
};

/** Lists end up in saved notebooks. */
function secret(name: string): boolean {
  return /key|token|secret|passw|credential/i.test(name);
}
