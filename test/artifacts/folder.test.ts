import { existsSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { describe, expect, it } from "vitest";
import { openArtifacts } from "../../src/artifacts/open.js";
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

  it("with a link that leads nowhere are listed without it, and a file is no folder", async () => {
    const folder = tempFolder();
    const store = openArtifacts(folder);
    await store.write("real.txt", "x");
    symlinkSync(join(folder, "gone"), join(folder, "dangling"));
    expect((await store.list()).map(({ path }) => path)).toEqual(["real.txt"]);
    await expect(store.read("real.txt/inner")).rejects.toThrow("no artifact 'real.txt/inner'");
    await store.writeFile("real.txt", join(folder, "real.txt"));
    expect(Buffer.from(await store.read("real.txt")).toString()).toBe("x");
  });

  it.each(["../up.txt", "/etc/x", "a/../../b", "", "a\\..\\b", "nul\0"])("refuse the path %j", async (path) => {
    const store = openArtifacts(join(tempFolder(), "artifacts"));
    await expect(store.write(path, "x")).rejects.toThrow("Invalid artifact path");
    await expect(store.read(path)).rejects.toThrow("Invalid artifact path");
  });

  it("do not follow links out of the root", async () => {
    const folder = tempFolder();
    mkdirSync(join(folder, "root"));
    mkdirSync(join(folder, "outside"));
    writeFileSync(join(folder, "outside/secret"), "s");
    symlinkSync(join(folder, "outside"), join(folder, "root/link"));
    const store = openArtifacts(join(folder, "root"));
    await expect(store.read("link/secret")).rejects.toThrow("Invalid artifact path 'link/secret'");
    await expect(store.write("link/new", "x")).rejects.toThrow("Invalid artifact path");
    await expect(store.list("link")).rejects.toThrow("Invalid artifact path");
    expect(existsSync(join(folder, "outside/new"))).toBe(false);
  });

  it("say what is missing and what is not supported", async () => {
    const store = openArtifacts(join(tempFolder(), "a"));
    await expect(store.read("none.txt")).rejects.toMatchObject({ code: "RESOURCE_DOES_NOT_EXIST" });
    expect(() => openArtifacts("s3://bucket/x")).toThrow("not at s3:");
  });
});
