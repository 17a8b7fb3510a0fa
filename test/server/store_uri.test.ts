import { resolve } from "node:path";
import { describe, expect, it } from "vitest";
import { storeUri } from "../../src/server/store_uri.js";

describe("the store of a server", () => {
  it.each([
    ["sqlite:///mlflow.db", "sqlite:///mlflow.db"],
    ["mlflow.db", `sqlite:///${resolve("mlflow.db")}`],
    ["/var/lib/team.sqlite3", "sqlite:////var/lib/team.sqlite3"],
  ])("%s is %s", (text, uri) => {
    expect(storeUri(text)).toBe(uri);
  });

  it.each([
    ["postgresql://u@h/db", /keeps its data in SQLite, not in postgresql;.*`mlflow server`/],
    ["mysql+pymysql://u@h/db", /not in mysql\+pymysql/],
    ["http://h:5000", /another server/],
    ["./mlruns", /`mlflow migrate-filestore`/],
    ["file:///home/me/mlruns", /`mlflow migrate-filestore`/],
  ])("%s is refused with the remedy", (text, message) => {
    expect(() => storeUri(text)).toThrow(message);
    expect(() => storeUri(text)).toThrow(`cannot serve the store '${text}'`);
  });
});
