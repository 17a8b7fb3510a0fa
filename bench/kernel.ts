/** A kernel from its start to 20,000 printed lines, as a front end sees it. Times in milliseconds, memory in MB. */
import { type ChildProcess, spawn } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { writeConnection } from "../dist/src/jupyter/connection.js";
import { type Message, MessageMaker } from "../dist/src/jupyter/messages.js";
import { type ClientSockets, connectClient } from "../dist/src/jupyter/sockets.js";
import type { Figures } from "./tracking.ts";

const starts = 5;
const cells = 200;
const lines = 20_000;
const compilations = 9;
/** A kernel that loses messages never says that it is idle. */
const patienceMs = 8000;

/** `argv`: the kernel's command, with `{connection_file}`. */
export async function measureKernel(argv: readonly string[], cwd: string): Promise<Figures> {
  const infos: number[] = [];
  const firsts: number[] = [];
  for (let turn = 1; turn < starts; turn++) {
    const kernel = await Kernel.start(argv, cwd);
    infos.push(kernel.infoMs);
    firsts.push(await kernel.firstCell());
    await kernel.stop();
  }
  const kernel = await Kernel.start(argv, cwd);
  infos.push(kernel.infoMs);
  firsts.push(await kernel.firstCell());
  const times: number[] = [];
  for (let cell = 0; cell < cells; cell++) {
    const start = performance.now();
    await kernel.execute("1 + 1");
    times.push(performance.now() - start);
  }
  const rssMb = kernel.rssMb();
  const start = performance.now();
  const { arrived, idle } = await kernel.print();
  const printed = performance.now() - start;
  await kernel.stop();
  const looping = await Kernel.start(argv, cwd);
  await looping.firstCell();
  const controlWhileLooping = await looping.controlWhileLooping();
  await looping.stop();
  return {
    kernelInfo: median(infos),
    firstCell: median(firsts),
    trivialCell: median(times),
    rssMb,
    linesMissing: lines - arrived,
    lines20000: idle ? printed : NaN,
    controlWhileLooping,
  };
}

/** Tight numeric loops: how many times longer they take in a cell than when Node runs them unchanged. */
export async function measureLoopCheck(argv: readonly string[], cwd: string): Promise<Figures> {
  const kernel = await Kernel.start(argv, cwd);
  const loops = {
    sum: "for (let i = 0; i < 3e7; i++) { s += (i & 7) * 0.5 }",
    dotProduct: "for (let turn = 0; turn < 30; turn++) for (let i = 0; i < a.length; i++) s += a[i] * b[i]",
    collatz:
      "for (let n = 1; n < 5e4; n++) { let k = n; while (k !== 1) { k = k % 2 === 0 ? k / 2 : 3 * k + 1; s++ } }",
  };
  const vectors = "const a = new Float64Array(1e6).fill(1.5), b = new Float64Array(1e6).fill(2.5);";
  const figures: Figures = {};
  for (const [name, loop] of Object.entries(loops)) {
    const times = { checked: [] as number[], plain: [] as number[] };
    // How the compiled code happens to lie in memory changes a tight loop by half: many compilations, their median.
    for (let compilation = 0; compilation < compilations; compilation++) {
      const body = `${vectors} let s = ${compilation}; const start = performance.now(); ${loop}; return [performance.now() - start, s][0]`;
      const code = [
        `const checked = () => { ${body} }`,
        `const plain = new Function(${JSON.stringify(body)}) as () => number`,
        "const best = { checked: Infinity, plain: Infinity }",
        "for (let turn = 0; turn < 5; turn++) {",
        "  best.plain = Math.min(best.plain, plain()); best.checked = Math.min(best.checked, checked())",
        "}",
        "[best.checked, best.plain]",
      ].join("\n");
      const messages = await kernel.execute(code);
      const result = messages.find(({ header }) => header.msg_type === "execute_result");
      const text = (result?.content["data"] as Record<string, string>)["text/plain"]!;
      const [checked, plain] = JSON.parse(text) as [number, number];
      times.checked.push(checked);
      times.plain.push(plain);
    }
    figures[name] = median(times.checked) / median(times.plain);
  }
  await kernel.stop();
  return figures;
}

class Kernel {
  readonly infoMs: number;
  readonly #startedAt: number;
  readonly #process: ChildProcess;
  readonly #sockets: ClientSockets;
  readonly #folder: string;
  readonly #maker = new MessageMaker();
  #published: Message[] = [];
  #wake: () => void = () => undefined;
  #replied = new Set<string>();

  private constructor(startedAt: number, infoMs: number, child: ChildProcess, sockets: ClientSockets, folder: string) {
    this.#startedAt = startedAt;
    this.infoMs = infoMs;
    this.#process = child;
    this.#sockets = sockets;
    this.#folder = folder;
  }

  static async start(argv: readonly string[], cwd: string): Promise<Kernel> {
    const folder = mkdtempSync(join(tmpdir(), "labbook-bench-"));
    const file = join(folder, "kernel-bench.json");
    const connection = await writeConnection(file, "bench");
    const command = argv.map((part) => part.replace("{connection_file}", file));
    const env = { ...process.env, LABBOOK_STATE_DIR: folder };
    const startedAt = performance.now();
    const child = spawn(command[0]!, command.slice(1), { cwd, env, stdio: "ignore" });
    const sockets = connectClient(connection);
    const answered = Promise.withResolvers<void>();
    let kernel: Kernel | null = null;
    void sockets.shell.listen((message) => {
      answered.resolve();
      kernel?.take(message);
    }, ignore);
    void sockets.control.listen((message) => kernel?.take(message), ignore);
    void sockets.iopub.listen((message) => kernel?.take(message), ignore);
    sockets.shell.send(new MessageMaker().make("kernel_info_request", {}));
    await answered.promise;
    kernel = new Kernel(startedAt, performance.now() - startedAt, child, sockets, folder);
    return kernel;
  }

  take(message: Message): void {
    if (message.header.msg_type === "execute_reply") this.#replied.add(message.parentHeader!.msg_id);
    else this.#published.push(message);
    this.#wake();
  }

  /** From the process's start to the reply of its first cell. */
  async firstCell(): Promise<number> {
    await this.execute("1 + 1");
    return performance.now() - this.#startedAt;
  }

  /** Resolves with what was published, when reply and idle are there or patience is at its end. */
  async execute(code: string): Promise<Message[]> {
    const content = {
      code,
      silent: false,
      store_history: true,
      user_expressions: {},
      allow_stdin: false,
      stop_on_error: true,
    };
    const request = this.#maker.make("execute_request", content);
    const id = request.header.msg_id;
    const own = () => this.#published.filter(({ parentHeader }) => parentHeader?.msg_id === id);
    const done = () => this.#replied.has(id) && own().some((message) => message.content["execution_state"] === "idle");
    this.#published = [];
    this.#sockets.shell.send(request);
    await this.#until(done, patienceMs);
    return own();
  }

  async #until(holds: () => boolean, patience: number): Promise<void> {
    const deadline = performance.now() + patience;
    while (!holds() && performance.now() < deadline) {
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, 500);
        this.#wake = () => {
          clearTimeout(timer);
          resolve();
        };
      });
    }
  }

  async print(): Promise<{ arrived: number; idle: boolean }> {
    const messages = await this.execute(`for (let i = 0; i < ${lines}; i++) console.log("line", i)`);
    const texts = messages
      .filter(({ header }) => header.msg_type === "stream")
      .map(({ content }) => String(content["text"]));
    const idle = messages.some(({ content }) => content["execution_state"] === "idle");
    return { arrived: texts.join("").split("\n").length - 1, idle };
  }

  /** Until control is answered while a cell loops; NaN when it is not. */
  async controlWhileLooping(): Promise<number> {
    const content = {
      code: "console.log('go'); for (;;) {}",
      silent: false,
      store_history: true,
      user_expressions: {},
    };
    this.#published = [];
    this.#sockets.shell.send(this.#maker.make("execute_request", { ...content, allow_stdin: false }));
    await this.#until(() => this.#published.some(({ header }) => header.msg_type === "execute_input"), 1000);
    await new Promise((resolve) => setTimeout(resolve, 300)); // now it loops
    const start = performance.now();
    this.#sockets.control.send(this.#maker.make("kernel_info_request", {}));
    const answered = () => this.#published.some(({ header }) => header.msg_type === "kernel_info_reply");
    await this.#until(answered, 2000);
    return answered() ? performance.now() - start : NaN;
  }

  /** Of the process that owns the sockets. */
  rssMb(): number {
    const status = readFileSync(`/proc/${this.#process.pid}/status`, "utf8");
    return Number(/^VmRSS:\s+(\d+) kB$/m.exec(status)?.[1]) / 1024;
  }

  async stop(): Promise<void> {
    const gone = new Promise((resolve) => this.#process.once("exit", resolve));
    this.#sockets.control.send(this.#maker.make("shutdown_request", { restart: false }));
    const timer = setTimeout(() => this.#process.kill("SIGKILL"), 2000);
    await gone;
    clearTimeout(timer);
    this.#sockets.close();
    rmSync(this.#folder, { recursive: true, force: true });
  }
}

function ignore(): void {}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)]!;
}
