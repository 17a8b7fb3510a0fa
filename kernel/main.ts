/** Composition root of the kernel's supervisor. */
import { basename } from "node:path";
import { readConnection } from "../src/jupyter/connection.js";
import { MessageMaker } from "../src/jupyter/messages.js";
import { bindKernel, type KernelSockets } from "../src/jupyter/sockets.js";
import { TrackingError } from "../src/errors.js";
import { Cells } from "./supervisor/cells.js";
import { Journal } from "./supervisor/journal.js";
import { KeeperThread } from "./supervisor/keeper_thread.js";
import { Notebook } from "./supervisor/notebook.js";
import { Publisher } from "./supervisor/publisher.js";
import { Supervisor } from "./supervisor/supervisor.js";

/** Serves the front end that wrote `connectionFile` until it shuts the kernel down or is gone. */
export async function startKernel(connectionFile: string): Promise<void> {
  const connection = readConnection(connectionFile);
  const sockets = await bindKernel(connection).catch((error: unknown) => {
    const reason = (error as Error).message;
    throw new TrackingError(
      "INVALID_STATE",
      `cannot listen where '${connectionFile}' says: ${reason}; start the kernel again`,
    );
  });
  const kernelId = /^kernel-(.+)\.json$/.exec(basename(connectionFile))?.[1] ?? basename(connectionFile, ".json");
  const maker = new MessageMaker();
  const publisher = new Publisher(sockets.iopub, maker);
  const journal = new Journal(kernelId);
  const place = { kernelId, connectionFile, connectionSession: connection.jupyterSession };
  const cells = new Cells({
    publisher,
    journal,
    keeper: new KeeperThread(journal.path),
    notebook: new Notebook(place, journal),
    askInput: ({ identities, header }, prompt, password) => {
      sockets.stdin.send(maker.make("input_request", { prompt, password }, { identities, parentHeader: header }));
    },
  });
  const supervisor = new Supervisor(sockets, maker, publisher, cells);
  const stop = () => void supervisor.stop();
  process.on("SIGTERM", stop).on("SIGHUP", stop);
  process.on("SIGINT", () => cells.interrupt());
  if (process.env["JPY_PARENT_PID"]) watchParent(stop);
  await supervisor.serve();
  await close(sockets, journal);
}

/** A server that was killed cannot shut its kernels down; they would run for ever. */
function watchParent(gone: () => void): void {
  const parent = process.ppid;
  const timer = setInterval(() => {
    if (process.ppid === parent) return;
    clearInterval(timer);
    gone();
  }, 1000);
  timer.unref();
}

async function close(sockets: KernelSockets, journal: Journal): Promise<void> {
  journal.remove();
  await sockets.close();
  setTimeout(() => process.exit(0), 1000).unref(); // a front end that reads no more must not keep the kernel alive
}
