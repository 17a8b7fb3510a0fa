import { Command } from "commander";
import { sqlitePath } from "../store/open.js";
import { checkFile, type FileCheck, isSound } from "../store/sqlite/check_file.js";
import { Connection } from "../store/sqlite/connection.js";
import { makeIndices } from "../store/sqlite/make_indices.js";
import { upgradeFile } from "../store/sqlite/upgrade.js";
import { absolute, trackingUriIn } from "./tracking.js";

interface Options {
  readonly trackingUri?: string;
  readonly json?: boolean;
}

const uriHelp = "instead of FILE; default: MLFLOW_TRACKING_URI, else sqlite:///mlflow.db";

export function dbCommand(): Command {
  return new Command("db")
    .description("Look after the file of a SQLite store.")
    .addCommand(upgradeCommand())
    .addCommand(checkCommand());
}

function upgradeCommand(): Command {
  return new Command("upgrade")
    .usage("[FILE] [--tracking-uri U]")
    .description("Bring a store of MLflow 1.15 to 2.17 up to date, after a backup beside it; add indices for search.")
    .argument("[file]", "a SQLite file, or its sqlite: URI")
    .option("--tracking-uri <uri>", uriHelp)
    .action(async (file: string | undefined, options: Options) => {
      const path = pathOf(file, options);
      const { from, to, backup } = await upgradeFile(path);
      const done =
        backup === null
          ? `${path} is up to date (revision ${to})`
          : `${path} upgraded from revision ${from} to ${to}\nas it was: ${backup}`;
      process.stdout.write(`${done}\n`);
      if (addIndices(path)) process.stdout.write("added: labbook's indices for search\n");
    });
}

/** Opening a big file does not make them, as that takes its time. */
function addIndices(path: string): boolean {
  const connection = new Connection({ path, readOnly: false, artifactRoot: "" });
  try {
    if (connection.layout.indices) return false;
    makeIndices(connection);
    return true;
  } finally {
    connection.close();
  }
}

function checkCommand(): Command {
  return new Command("check")
    .usage("[FILE] [--tracking-uri U] [--json]")
    .description("Check a store's file, and say which releases of MLflow open it; exit code 1 when it is not sound.")
    .argument("[file]", "a SQLite file, or its sqlite: URI")
    .option("--tracking-uri <uri>", uriHelp)
    .option("--json", "print the findings as JSON")
    .action((file: string | undefined, options: Options) => {
      const check = checkFile(pathOf(file, options));
      process.stdout.write(options.json === true ? `${JSON.stringify(check, null, 2)}\n` : report(check));
      if (!isSound(check)) process.exitCode = 1;
    });
}

function pathOf(file: string | undefined, options: Options): string {
  const chosen = file === undefined ? options.trackingUri : file.includes(":///") ? file : `sqlite:///${file}`;
  return sqlitePath(chosen === undefined ? trackingUriIn(process.cwd(), undefined) : absolute(chosen));
}

function report(check: FileCheck): string {
  const orphans = Object.entries(check.orphans).map(([table, rows]) => `${rows} in ${table}`);
  const outdated = check.outdated ? `; older than labbook writes, so only read: labbook db upgrade ${check.path}` : "";
  const lines: [string, string][] = [
    ["file", check.path],
    ["revision", `${check.revision}${outdated}`],
    ["pages", check.damage.length === 0 ? "ok" : check.damage.join("; ")],
    ["references", orphans.length === 0 ? "ok" : `rows without the row they refer to: ${orphans.join(", ")}`],
    [
      "latest metrics",
      check.wrongLatest === 0 ? "ok" : `${check.wrongLatest} do not agree with the history of their metric`,
    ],
    ["search", check.indices ? "ok" : "without labbook's indices, slow on many runs; labbook db upgrade adds them"],
    ...check.obstacles.map((obstacle): [string, string] => ["obstacle", obstacle]),
    ...answers(check).map(([opens, releases]): [string, string] => ["MLflow", `${opens}: ${releases.join(", ")}`]),
  ];
  return lines.map(([what, found]) => `${what.padEnd(15)} ${found}\n`).join("");
}

function answers(check: FileCheck): [string, string[]][] {
  const grouped = new Map<string, string[]>();
  for (const { release, opens } of check.releases) {
    const text = opens === "no" ? "does not open" : `opens ${opens}`;
    grouped.set(text, [...(grouped.get(text) ?? []), release]);
  }
  return [...grouped];
}
