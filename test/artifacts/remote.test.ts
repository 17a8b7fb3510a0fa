/** Artifacts that a server keeps, over a socket. */
import { mkdirSync, readFileSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { Readable } from "node:stream";
import { text } from "node:stream/consumers";
import { expect, it } from "vitest";
import type { ArtifactStore } from "../../src/artifacts/artifacts.js";
import { openArtifacts } from "../../src/artifacts/open.js";
import { serve } from "../server/serving.js";
import { tempFolder } from "../temp.js";

async function run(): Promise<{ artifacts: ArtifactStore; url: string; kept: string }> {
  const { url, folder } = await serve();
  return {
    artifacts: openArtifacts("mlflow-artifacts:/1/abc/artifacts", url),
    url,
    kept: `${folder}/artifacts/1/abc/artifacts`,
  };
}

it("writes, lists, reads and removes", async () => {
  const { artifacts, kept } = await run();
  expect(await artifacts.list()).toEqual([]);
  await artifacts.write("notes/größe 100%.txt", "héllo");
  await artifacts.write("b.bin", new Uint8Array([0, 255, 7]));
  expect(readFileSync(join(kept, "notes/größe 100%.txt"), "utf8")).toBe("héllo");
  expect(await artifacts.list()).toEqual([
    { path: "b.bin", isDir: false, sizeBytes: 3 },
    { path: "notes", isDir: true, sizeBytes: null },
  ]);
  expect(await artifacts.list("notes")).toEqual([{ path: "notes/größe 100%.txt", isDir: false, sizeBytes: 6 }]);
  expect(await artifacts.list("b.bin")).toEqual([]);
  expect([...(await artifacts.read("b.bin"))]).toEqual([0, 255, 7]);
  await artifacts.remove("notes");
  await artifacts.remove("notes");
  expect((await artifacts.list()).map((file) => file.path)).toEqual(["b.bin"]);
});

it("copies files and folders both ways, and leaves no drafts", async () => {
  const { artifacts } = await run();
  const folder = tempFolder();
  mkdirSync(join(folder, "model/code"), { recursive: true });
  writeFileSync(join(folder, "model/MLmodel"), "flavors: {}\n");
  writeFileSync(join(folder, "model/code/a.py"), "1");
  await artifacts.writeFolder("model", join(folder, "model"));
  await artifacts.writeFile("copy.yml", join(folder, "model/MLmodel"));
  await artifacts.download("", join(folder, "out"));
  expect(readdirSync(join(folder, "out"), { recursive: true }).sort()).toEqual([
    "copy.yml",
    "model",
    "model/MLmodel",
    "model/code",
    "model/code/a.py",
  ]);
  expect(await artifacts.download("model/MLmodel", join(folder, "deep/er/M"))).toBe(join(folder, "deep/er/M"));
  expect(readFileSync(join(folder, "deep/er/M"), "utf8")).toBe("flavors: {}\n");
  expect(readdirSync(join(folder, "deep/er"))).toEqual(["M"]);
});

it("streams, in ranges too, and refuses a stream that ends early", async () => {
  const { artifacts } = await run();
  await artifacts.writeStream("digits", Readable.from([Buffer.from("01234"), Buffer.from("56789")]), 10);
  await artifacts.writeStream("unknown", Readable.from([Buffer.from("xyz")]));
  const whole = await artifacts.readStream("digits");
  expect(whole.sizeBytes).toBe(10);
  expect(await text(whole.stream)).toBe("0123456789");
  const part = await artifacts.readStream("digits", { start: 3, end: 5 });
  expect([part.sizeBytes, await text(part.stream)]).toEqual([10, "345"]);
  expect(Buffer.from(await artifacts.read("unknown")).toString()).toBe("xyz");
  await expect(artifacts.writeStream("short", Readable.from([Buffer.from("01")]), 10)).rejects.toMatchObject({
    code: "INVALID_PARAMETER_VALUE",
    message: "artifact 'short' ended after 2 of 10 bytes; send it again",
  });
  expect((await artifacts.list()).map((file) => file.path)).toEqual(["digits", "unknown"]);
});

it("says what is missing and what is no path", async () => {
  const { artifacts } = await run();
  await expect(artifacts.read("nothing")).rejects.toMatchObject({ code: "RESOURCE_DOES_NOT_EXIST" });
  await expect(artifacts.download("no/thing", join(tempFolder(), "x"))).rejects.toMatchObject({
    code: "RESOURCE_DOES_NOT_EXIST",
  });
  for (const path of ["../secret", "/etc/passwd", "a\\b", ""]) {
    await expect(artifacts.write(path, "x"), path).rejects.toMatchObject({ code: "INVALID_PARAMETER_VALUE" });
  }
});

it("finds the server of a URI: the tracking server, or the one it names", async () => {
  const { url, artifacts } = await run();
  await artifacts.write("a", "1");
  const { host } = new URL(url);
  for (const uri of [
    `mlflow-artifacts://${host}/1/abc/artifacts`,
    `${url}/api/2.0/mlflow-artifacts/artifacts/1/abc/artifacts`,
  ]) {
    expect((await openArtifacts(uri, "http://127.0.0.1:1").list()).map((file) => file.path)).toEqual(["a"]);
  }
  for (const tracking of [undefined, "sqlite:///mlflow.db"]) {
    expect(() => openArtifacts("mlflow-artifacts:/1", tracking)).toThrow("track to that server, such as http");
  }
  expect(() => openArtifacts(`${url}/api/2.0/mlflow-artifacts/artifacts/1`)).toThrow("a server keeps them");
});
