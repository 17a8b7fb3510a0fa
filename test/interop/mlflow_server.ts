/** A stock MLflow server on a free port, with a SQLite file of its own. */
import { spawn } from "node:child_process";
import { createServer } from "node:net";
import { setTimeout as pause } from "node:timers/promises";

export interface MlflowServer {
  readonly url: string;
  stop(): Promise<void>;
}

/** `venv` is a Python environment that holds MLflow. Resolves when the server answers. */
export async function startMlflow(venv: string, folder: string): Promise<MlflowServer> {
  const port = await freePort();
  const server = spawn(
    `${venv}/bin/mlflow`,
    // prettier-ignore
    ["server", "--host", "127.0.0.1", "--port", String(port), "--workers", "1",
      "--backend-store-uri", `sqlite:///${folder}/mlflow.db`, "--artifacts-destination", `${folder}/artifacts`],
    {
      cwd: folder,
      detached: true, // a group of its own: its workers end with it
      stdio: ["ignore", "ignore", "inherit"],
      env: { ...process.env, MLFLOW_DISABLE_TELEMETRY: "true", MLFLOW_SERVER_ENABLE_JOB_EXECUTION: "false" },
    },
  );
  const ended = new Promise<void>((resolve) => server.on("exit", () => resolve()));
  const url = `http://127.0.0.1:${port}`;
  while (!(await answers(url))) {
    if (server.exitCode !== null) throw new Error(`MLflow's server ended with code ${server.exitCode}`);
    await pause(200);
  }
  return {
    url,
    stop: async () => {
      process.kill(-server.pid!, "SIGTERM");
      await ended;
    },
  };
}

async function answers(url: string): Promise<boolean> {
  try {
    return (await fetch(`${url}/health`)).ok;
  } catch (error) {
    if (!(error instanceof TypeError)) throw error; // what fetch throws while nobody listens
    return false;
  }
}

function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const probe = createServer().listen(0, "127.0.0.1", () => {
      const { port } = probe.address() as { port: number };
      probe.close(() => resolve(port));
    });
  });
}
