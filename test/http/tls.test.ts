/** Servers behind TLS: a certificate that nobody vouches for is refused, unless its authority is named or checks are off. */
import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { createServer } from "node:https";
import { join } from "node:path";
import { afterEach, expect, it, onTestFinished } from "vitest";
import { openRest } from "../../src/store/rest/store.js";
import { tempFolder } from "../temp.js";
import { json } from "./scripted_server.js";

const env = { ...process.env };
afterEach(() => {
  for (const name of Object.keys(process.env)) if (!(name in env)) delete process.env[name];
  Object.assign(process.env, env);
});

it("trusts whom the environment says", async () => {
  const folder = tempFolder();
  process.env["XDG_STATE_HOME"] = folder;
  process.env["MLFLOW_HTTP_REQUEST_MAX_RETRIES"] = "0";
  const [key, cert] = [join(folder, "key.pem"), join(folder, "cert.pem")];
  // prettier-ignore
  execFileSync("openssl", ["req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "1",
    "-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost,IP:127.0.0.1", "-keyout", key, "-out", cert], { stdio: "ignore" });
  const server = createServer({ key: readFileSync(key), cert: readFileSync(cert) }, (_, response) =>
    json(response, 200, { experiment: { experiment_id: "0", name: "Default" } }),
  );
  await new Promise<void>((ready) => server.listen(0, "127.0.0.1", ready));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  const url = `https://127.0.0.1:${(server.address() as { port: number }).port}`;
  const ask = async (): Promise<string> => {
    const store = openRest({ uri: url, notice: () => undefined });
    return (await store.getExperiment("0").finally(() => store.close())).name;
  };
  await expect(ask()).rejects.toThrow(
    /cannot reach the server at https:.*self-signed certificate.*MLFLOW_TRACKING_SERVER_CERT_PATH/,
  );
  process.env["MLFLOW_TRACKING_SERVER_CERT_PATH"] = cert;
  expect(await ask()).toBe("Default");
  process.env["MLFLOW_TRACKING_INSECURE_TLS"] = "true";
  await expect(ask()).rejects.toThrow("are both set, but only one may be; unset one");
  delete process.env["MLFLOW_TRACKING_SERVER_CERT_PATH"];
  expect(await ask()).toBe("Default");
});
