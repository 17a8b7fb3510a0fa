import { dirname } from "node:path";
import { expect, it } from "vitest";
import { sha256, stored } from "../store/stored.js";
import { ask, call, serve } from "./serving.js";

it("serves a store of an older MLflow to those who read, and says to those who write what is to be done", async () => {
  const path = stored("old_stores/1.15.0");
  const before = sha256(path);
  const server = await serve({}, dirname(path));
  const reason =
    `${path} is of an older MLflow (revision 39d1c3be5f05, before 2.18) and is only read; ` +
    `\`labbook db upgrade ${path}\` makes a backup and brings it up to date`;
  expect(server.greeting).toContain(`only read: ${reason}\n`);
  const { runs } = await call(server, "runs/search", { experiment_ids: ["1"] });
  expect(runs).toHaveLength(5);
  const { registered_models: models } = (
    await ask(server, "GET", "/api/2.0/mlflow/registered-models/search")
  ).json() as {
    registered_models: { name: string }[];
  };
  expect(models.map((model) => model.name)).toEqual(["churn", "prompt kept as model"]);
  const request = { experimentIds: ["1"], limit: 9, fields: "all", withFields: true, orderBy: ["duration ASC"] };
  const table = await ask(server, "POST", "/ajax-api/labbook/runs/table", { body: request });
  expect([table.status, table.json()]).toMatchObject([200, { total: 5, all: 5 }]);
  const change = { runIds: ["a".repeat(32)], change: { kind: "delete" } };
  expect((await ask(server, "POST", "/ajax-api/labbook/runs/change", { body: change })).status).toBe(403);
  const refused = await ask(server, "POST", "/api/2.0/mlflow/experiments/create", { body: { name: "new" } });
  expect(refused.status).toBe(403);
  expect(refused.json()).toMatchObject({ error_code: "PERMISSION_DENIED", message: reason });
  await server.close();
  expect(sha256(path)).toBe(before);
});
