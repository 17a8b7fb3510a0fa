/** All commands; README's table derives from them. Each loads what it needs only when it is called: all together take a tenth of a second. */
import { Command } from "commander";
import type { StartKernel } from "./kernel.js";
import { labbookVersion } from "../version.js";

export type { StartKernel } from "./kernel.js";

const commands: Readonly<Record<string, (startKernel: StartKernel) => Promise<Command>>> = {
  install: async () => (await import("./install.js")).installCommand(),
  run: async () => (await import("./run.js")).runCommand(),
  runs: async () => (await import("./runs.js")).runsCommand(),
  experiments: async () => (await import("./experiments.js")).experimentsCommand(),
  artifacts: async () => (await import("./artifacts.js")).artifactsCommand(),
  models: async () => (await import("./models.js")).modelsCommand(),
  export: async () => (await import("./exchange.js")).exportCommand(),
  import: async () => (await import("./exchange.js")).importCommand(),
  server: async () => (await import("./server.js")).serverCommand(),
  gc: async () => (await import("./gc.js")).gcCommand(),
  db: async () => (await import("./db.js")).dbCommand(),
  doctor: async () => (await import("./doctor.js")).doctorCommand(),
  kernel: async (startKernel) => (await import("./kernel.js")).kernelCommand(startKernel),
};
const aliases: Readonly<Record<string, string>> = { ui: "server" };

/** `called`: the first argument. The program has this command only where there is one of that name, else all. */
export async function createProgram(startKernel: StartKernel, called: string): Promise<Command> {
  const program = new Command("labbook")
    .description("Experiment tracking inside TypeScript Jupyter notebooks, in MLflow's own format.")
    .version(labbookVersion())
    .helpCommand(false)
    .enablePositionalOptions() // the options behind `runs show` are those of `show`, not of `runs`
    .addHelpText("after", "\nExit codes: 0 done, 1 failed, 2 wrongly called.");
  const name = aliases[called] ?? called;
  const make = Object.hasOwn(commands, name) ? commands[name] : undefined;
  const made = make === undefined ? await allCommands(startKernel) : [await make(startKernel)];
  for (const command of made) program.addCommand(command);
  return withExit(program);
}

/** A Markdown table of the commands. */
export async function commandsMarkdown(): Promise<string> {
  const rows = leaves("labbook", await allCommands(() => Promise.resolve())).map(
    ([call, command]) => `| \`${call.replaceAll("|", "\\|")}\` | ${command.description()} |`,
  );
  return ["| command | what it does |", "|---|---|", ...rows].join("\n");
}

function allCommands(startKernel: StartKernel): Promise<Command[]> {
  return Promise.all(Object.values(commands).map((make) => make(startKernel)));
}

/** Each command that does something, with what is typed to call it. */
function leaves(before: string, of: readonly Command[]): [string, Command][] {
  return of.flatMap((command): [string, Command][] => {
    const call = `${before} ${command.name()}`;
    const usage = command
      .usage()
      .replace(/^\[options\] ?/, "")
      .replace(/<([^>]+)>/g, (_, word: string) => word.toUpperCase());
    const group = command.commands.length > 0 && usage.startsWith("[command]");
    return [
      ...(group ? [] : [[`${call} ${usage}`.trimEnd(), command] as [string, Command]]),
      ...leaves(call, command.commands),
    ];
  });
}

/** Wrong calls are thrown to the caller, who chooses the exit code. */
function withExit(program: Command): Command {
  program.exitOverride();
  for (const command of program.commands) withExit(command);
  return program;
}
