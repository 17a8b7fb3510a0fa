/** A process of labbook's that writes to a store. */
import { type ChildProcess, spawn } from "node:child_process";
import { createInterface } from "node:readline";
import { resolve } from "node:path";

export interface Writer {
  readonly process: ChildProcess;
  /** Resolves with the lines it printed, when it has ended. */
  readonly ended: Promise<readonly string[]>;
  /** Resolves when it has printed so many lines. */
  printed(lines: number): Promise<void>;
}

/** Runs `body` (JavaScript with `store`, `say(text)` and await) in a process of its own on the file, `before` before it opens it; needs dist/. */
export function startWriter(path: string, body: string, before = ""): Writer {
  const script = `
    import { openStore } from ${JSON.stringify(resolve("dist/src/store/open.js"))};
    import { writeSync } from "node:fs";
    const say = (text) => writeSync(1, text + "\\n");
    ${before}
    const store = openStore(${JSON.stringify(`sqlite:///${path}`)});
    ${body}`;
  const child = spawn(process.execPath, ["--input-type=module", "-e", script], { stdio: ["ignore", "pipe", "pipe"] });
  const lines: string[] = [];
  let errors = "";
  let onLine = () => {};
  child.stderr.on("data", (data: Buffer) => (errors += data.toString()));
  createInterface(child.stdout).on("line", (line) => {
    lines.push(line);
    onLine();
  });
  const ended = new Promise<readonly string[]>((done, fail) => {
    child.once("close", (code, signal) => {
      if (code === 0 || signal === "SIGKILL") done(lines);
      else fail(new Error(`the writer ended with ${code}: ${errors}`));
    });
  });
  const printed = async (count: number) => {
    const enough = new Promise<void>((done) => {
      onLine = () => {
        if (lines.length >= count) done();
      };
      onLine();
    });
    await Promise.race([enough, ended]);
  };
  return { process: child, ended, printed };
}
