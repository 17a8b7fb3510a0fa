/** A transfer that is killed goes on where it stopped, and makes nothing twice. `test/full` does it more often, and to a server. */
import { expect, it } from "vitest";
import { suiteFolder, tempFolder } from "../temp.js";
import { killedExport, largeStore } from "./interrupted.js";
import { rowsOf } from "./rows.js";

process.env["XDG_STATE_HOME"] = suiteFolder();

it("goes on in a SQLite file by way of a folder", async () => {
  const folder = tempFolder();
  const source = await largeStore(folder, 20);
  await killedExport(source, `${folder}/out`, 1, 500);
  await killedExport(`${folder}/out`, `sqlite:///${folder}/copy.db`, 1, 500);
  expect(rowsOf(`sqlite:///${folder}/copy.db`)).toEqual(rowsOf(source));
});
