import { createServer } from "node:http";
import { mkdirSync, symlinkSync, writeFileSync } from "node:fs";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";
import { type Clues, locateNotebook } from "../../src/notebook/locate.js";
import { tempFolder } from "../temp.js";

function setting(): { folder: string; path: string; clues: Clues } {
  const folder = tempFolder();
  const path = join(folder, "a b.ipynb");
  writeFileSync(path, JSON.stringify({ cells: [{ id: "seen" }] }));
  return { folder, path, clues: { cwd: folder, environment: {}, connectionFile: null, cellIds: [] } };
}

it("clues that lead nowhere are no error: dangling links, folders, odd JSON, addresses that cannot be decoded", async () => {
  const { folder, path, clues } = setting();
  symlinkSync(join(folder, "gone"), join(folder, "dangling.ipynb"));
  mkdirSync(join(folder, "folder.ipynb"));
  writeFileSync(join(folder, "odd.ipynb"), '{ "cells": 7 }');
  writeFileSync(join(folder, "text.ipynb"), "text");
  expect(await locateNotebook({ ...clues, cellIds: ["seen"] })).toEqual({ path, foundBy: "cells in the folder" });
  expect(await locateNotebook({ ...clues, cellIds: ["vscode-notebook-cell:/home/a%/b.ipynb#x"] })).toBeNull();
});

describe("the notebook is found by", () => {
  it("an environment variable", async () => {
    const { path, clues } = setting();
    expect(await locateNotebook({ ...clues, environment: { LABBOOK_NOTEBOOK: "a b.ipynb" } })).toEqual({
      path,
      foundBy: "environment",
    });
  });

  it("the cell's URI, as VS Code sends it", async () => {
    const { folder, path, clues } = setting();
    const cellIds = [`vscode-notebook-cell:${folder}/a%20b.ipynb#W0sZmlsZQ`];
    expect(await locateNotebook({ ...clues, cwd: "/", cellIds })).toEqual({ path, foundBy: "cell id" });
  });

  it("the sessions of the parent server, by kernel id, also after a rename", async () => {
    const { folder, path, clues } = setting();
    const tokens: (string | undefined)[] = [];
    const server = createServer((request, response) => {
      tokens.push(request.headers.authorization);
      response.end(
        JSON.stringify([
          { path: "x.ipynb", kernel: { id: "other" } },
          { path: "a b.ipynb", kernel: { id: "k-1" } },
        ]),
      );
    });
    await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
    onTestFinished(() => void server.close());
    const runtime = join(folder, "runtime");
    mkdirSync(runtime);
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
    writeFileSync(join(runtime, "jpserver-77.json"), JSON.stringify({ url, token: "t0", root_dir: folder }));
    const environment = { JPY_PARENT_PID: "77", JPY_SESSION_NAME: "/old name.ipynb" };
    const found = await locateNotebook({
      ...clues,
      cwd: "/",
      environment,
      connectionFile: join(runtime, "kernel-k-1.json"),
    });
    expect(found).toEqual({ path, foundBy: "Jupyter server" });
    expect(tokens).toEqual(["token t0"]);
  });

  it("the session's name, the connection file, the cells of a notebook in the folder", async () => {
    const { path, clues } = setting();
    expect(await locateNotebook({ ...clues, environment: { JPY_SESSION_NAME: path } })).toEqual({
      path,
      foundBy: "session name",
    });
    expect(await locateNotebook({ ...clues, connectionSession: path })).toEqual({ path, foundBy: "connection file" });
    expect(await locateNotebook({ ...clues, cellIds: ["seen"] })).toEqual({ path, foundBy: "cells in the folder" });
  });

  it("nothing, and that is no error", async () => {
    const { clues } = setting();
    const environment = { JPY_SESSION_NAME: "Console 1", JPY_PARENT_PID: "1" };
    expect(
      await locateNotebook({ ...clues, environment, connectionFile: "/nowhere/kernel-x.json", cellIds: ["unknown"] }),
    ).toBeNull();
  });
});
