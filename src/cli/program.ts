/** All commands; README's table derives from them. */
import { Command } from "commander";
import { artifactsCommand } from "./artifacts.js";
import { dbCommand } from "./db.js";
import { doctorCommand } from "./doctor.js";
import { exportCommand, importCommand } from "./exchange.js";
import { experimentsCommand } from "./experiments.js";
import { gcCommand } from "./gc.js";
import { installCommand } from "./install.js";
import { kernelCommand, type StartKernel } from "./kernel.js";
import { modelsCommand } from "./models.js";
import { runCommand } from "./run.js";
import { runsCommand } from "./runs.js";
import { serverCommand } from "./server.js";
import { labbookVersion } from "../version.js";

export type { StartKernel } from "./kernel.js";

export function createProgram(startKernel: StartKernel): Command {
  const program = new Command("labbook")
    .description("Experiment tracking inside TypeScript Jupyter notebooks, in MLflow's own format.")
    .version(labbookVersion())
    .helpCommand(false)
    .enablePositionalOptions() // the options behind `runs show` are those of `show`, not of `runs`
    .addHelpText("after", "\nExit codes: 0 done, 1 failed, 2 wrongly called.");
  for (const command of commands(startKernel)) program.addCommand(command);
  return withExit(program);
}

/** A Markdown table of the commands. */
export function commandsMarkdown(): string {
  const rows = leaves(
    "labbook",
    commands(() => Promise.resolve()),
  ).map(([call, command]) => `| \`${call.replaceAll("|", "\\|")}\` | ${command.description()} |`);
  return ["| command | what it does |", "|---|---|", ...rows].join("\n");
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

function commands(startKernel: StartKernel): Command[] {
  return [
    installCommand(),
    runCommand(),
    runsCommand(),
    experimentsCommand(),
    artifactsCommand(),
    modelsCommand(),
    exportCommand(),
    importCommand(),
    serverCommand(),
    gcCommand(),
    dbCommand(),
    doctorCommand(),
    kernelCommand(startKernel),
  ];
}

/** Wrong calls are thrown to the caller, who chooses the exit code. */
function withExit(program: Command): Command {
  program.exitOverride();
  for (const command of program.commands) withExit(command);
  return program;
}
