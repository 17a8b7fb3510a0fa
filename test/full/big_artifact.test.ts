/** A gigabyte through the server as a process: whole, and without being held in memory. */
import { createHash, randomBytes } from "node:crypto";
import { readFileSync, readdirSync } from "node:fs";
import { request } from "node:http";
import { join } from "node:path";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { expect, it } from "vitest";
import { start } from "../cli/server_process.js";
import { tempFolder } from "../temp.js";

const pieceBytes = 2 ** 20;
const pieces = 1024;
const piece = randomBytes(pieceBytes);

/** The pieces differ in their first bytes, so that none can be left out or swapped unnoticed. */
function* content(): Generator<Buffer> {
  for (let index = 0; index < pieces; index++) {
    const next = Buffer.from(piece);
    next.writeUInt32LE(index);
    yield next;
  }
}

function upload(url: string): Promise<number> {
  return new Promise((resolve, reject) => {
    const headers = { "content-length": pieces * pieceBytes };
    const sent = request(url, { method: "PUT", headers }, (answer) => {
      answer.resume();
      answer.on("end", () => resolve(answer.statusCode!));
    });
    sent.on("error", reject);
    pipeline(Readable.from(content()), sent).catch(reject);
  });
}

function download(url: string): Promise<string> {
  return new Promise((resolve, reject) => {
    request(url, (answer) => {
      const hash = createHash("sha256");
      pipeline(answer, hash).then(() => resolve(hash.digest("hex")), reject);
    })
      .on("error", reject)
      .end();
  });
}

it("a gigabyte is taken and given as it is, by a process that stays below 150 MB", async () => {
  const cwd = tempFolder();
  const { url, process: server } = await start(cwd);
  const place = `${url}/api/2.0/mlflow-artifacts/artifacts/1/big.bin`;
  const hash = createHash("sha256");
  for (const next of content()) hash.update(next);
  expect(await upload(place)).toBe(200);
  expect(await download(place)).toBe(hash.digest("hex"));
  expect(readdirSync(join(cwd, "mlartifacts/1"))).toEqual(["big.bin"]);
  const peakKb = Number(/VmHWM:\s+(\d+) kB/.exec(readFileSync(`/proc/${server.pid}/status`, "utf8"))![1]);
  expect(peakKb).toBeLessThan(150_000);
});
