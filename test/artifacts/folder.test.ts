import { existsSync, mkdirSync, readFileSync, readdirSync, rmSync, symlinkSync, watch, writeFileSync } from "node:fs";
import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { Readable } from "node:stream";
import { text } from "node:stream/consumers";
import { pathToFileURL } from "node:url";
import { describe, expect, it } from "vitest";
import { openArtifacts } from "../../src/artifacts/open.js";
import { staysInside } from "../../src/artifacts/place.js";
import { tempFolder } from "../temp.js";

describe("artifacts in a folder", () => {
  it("are written, listed, read and copied out", async () => {
    const folder = tempFolder();
    const store = openArtifacts(pathToFileURL(join(folder, "run/artifacts")).href);
    expect(await store.list()).toEqual([]);
    await store.write("model/weights.json", "[1]");
    await store.write("b.txt", new Uint8Array([66]));
    expect(await store.list()).toEqual([
      { path: "b.txt", isDir: false, sizeBytes: 1 },
      { path: "model", isDir: true, sizeBytes: null },
    ]);
    expect(await store.list("model")).toEqual([{ path: "model/weights.json", isDir: false, sizeBytes: 3 }]);
    expect(Buffer.from(await store.read("b.txt")).toString()).toBe("B");
    const copy = await store.download("model", join(folder, "copy"));
    expect(readFileSync(join(copy, "weights.json"), "utf8")).toBe("[1]");
    await store.writeFolder("again", copy);
    expect((await store.list("again")).map((file) => file.path)).toEqual(["again/weights.json"]);
    await store.remove("again");
    expect(await store.list("again")).toEqual([]);
  });

  it("are listed as none where the folder is removed meanwhile", async () => {
    const folder = tempFolder();
    const store = openArtifacts(folder);
    for (let ticks = 0; ticks < 200; ticks++) {
      await store.write("c/a.txt", "x");
      const listed = store.list("c");
      for (let tick = 0; tick < ticks % 40; tick++) await new Promise((resolve) => setImmediate(resolve));
      rmSync(join(folder, "c"), { recursive: true }); // at another step of the listing each time
      expect((await listed).length).toBeLessThan(2);
    }
  });

  it("with a link that leads nowhere are listed without it, and a file is no folder", async () => {
    const folder = tempFolder();
    const store = openArtifacts(folder);
    await store.write("real.txt", "x");
    symlinkSync(join(folder, "gone"), join(folder, "dangling"));
    expect((await store.list()).map(({ path }) => path)).toEqual(["real.txt"]);
    await expect(store.read("real.txt/inner")).rejects.toThrow("No such artifact: 'real.txt/inner'");
    await store.writeFile("real.txt", join(folder, "real.txt"));
    expect(Buffer.from(await store.read("real.txt")).toString()).toBe("x");
  });

  it.each(["../up.txt", "/etc/x", "a/../../b", "", "a\\..\\b", "nul\0", "C:/x", "c:"])(
    "refuse the path %j",
    async (path) => {
      const store = openArtifacts(join(tempFolder(), "artifacts"));
      await expect(store.write(path, "x")).rejects.toThrow("Invalid path");
      await expect(store.read(path)).rejects.toThrow("Invalid path");
    },
  );

  it("do not follow links out of the root", async () => {
    const folder = tempFolder();
    mkdirSync(join(folder, "root"));
    mkdirSync(join(folder, "outside"));
    writeFileSync(join(folder, "outside/secret"), "s");
    symlinkSync(join(folder, "outside"), join(folder, "root/link"));
    const store = openArtifacts(join(folder, "root"));
    await expect(store.read("link/secret")).rejects.toThrow("Invalid path; 'link/secret' is no artifact path");
    await expect(store.write("link/new", "x")).rejects.toThrow("Invalid path");
    await expect(store.list("link")).rejects.toThrow("Invalid path");
    expect(existsSync(join(folder, "outside/new"))).toBe(false);
  });

  it("are streamed in and out, with their size, whole or in part", async () => {
    const store = openArtifacts(join(tempFolder(), "a"));
    await store.writeStream("big/x.bin", Readable.from([Buffer.from("hello "), Buffer.from("again")]), 11);
    const whole = await store.readStream("big/x.bin");
    expect([whole.sizeBytes, await text(whole.stream)]).toEqual([11, "hello again"]);
    expect(whole.modifiedMs).toBeGreaterThan(1_700_000_000_000);
    expect(await text((await store.readStream("big/x.bin", { start: 6 })).stream)).toBe("again");
    const part = await store.readStream("big/x.bin", { start: 0, end: 4 });
    expect([part.sizeBytes, await text(part.stream)]).toEqual([11, "hello"]);
    await store.writeStream("empty", Readable.from([]));
    const empty = await store.readStream("empty");
    expect([empty.sizeBytes, await text(empty.stream)]).toEqual([0, ""]);
    await expect(store.readStream("big")).rejects.toThrow("Artifact path refers to a directory, not a file: 'big'");
  });

  it("that arrive in part leave what was there, and nothing else", async () => {
    const folder = tempFolder();
    const store = openArtifacts(folder);
    await store.write("x.bin", "old");
    const drafted = new Promise<void>((resolve) => {
      const watcher = watch(folder, (_event, name) => {
        if (name?.startsWith(".artifact.uploading.") !== true) return;
        watcher.close();
        resolve();
      });
    });
    async function* broken() {
      yield Buffer.from("new and");
      await drafted;
      expect(readdirSync(folder)).toHaveLength(2); // the draft is beside it,
      expect((await store.list()).map(({ path }) => path)).toEqual(["x.bin"]); // and nobody sees it
      throw new Error("the client went away");
    }
    await expect(store.writeStream("x.bin", Readable.from(broken()))).rejects.toThrow("the client went away");
    await expect(store.writeStream("x.bin", Readable.from([Buffer.from("ne")]), 3)).rejects.toThrow(
      "after 2 of 3 bytes",
    );
    expect(readdirSync(folder)).toEqual(["x.bin"]);
    expect(Buffer.from(await store.read("x.bin")).toString()).toBe("old");
    await expect(store.write("sub/.artifact.uploading.x", "")).rejects.toThrow("are reserved");
  });

  it("say what the file system cannot do", async () => {
    const store = openArtifacts(tempFolder());
    await store.write("folder/file", "x");
    for (const path of ["folder", "folder/file/inner"]) {
      await expect(store.write(path, "x")).rejects.toMatchObject({ code: "INVALID_PARAMETER_VALUE" });
    }
    await expect(store.write("n".repeat(300), "x")).rejects.toThrow("the name is too long");
    await expect(store.read("n".repeat(300))).rejects.toMatchObject({ code: "RESOURCE_DOES_NOT_EXIST" });
    await store.remove("folder/file/inner");
    expect(Buffer.from(await store.read("folder/file")).toString()).toBe("x");
  });

  it("say what is missing and what is not supported", async () => {
    const store = openArtifacts(join(tempFolder(), "a"));
    await expect(store.read("none.txt")).rejects.toMatchObject({ code: "RESOURCE_DOES_NOT_EXIST" });
    expect(() => openArtifacts("s3://bucket/x")).toThrow("not at s3:");
  });

  it("lie inside a root that others make while they are looked for", async () => {
    const top = tempFolder();
    for (let round = 0; round < 20; round++) {
      const root = join(top, String(round), "1/run/artifacts");
      const asked = Array.from({ length: 8 }, () => staysInside(root, join(root, "model/data/weights")));
      await mkdir(root, { recursive: true });
      expect(await Promise.all(asked)).toEqual(asked.map(() => true));
    }
  });
});
