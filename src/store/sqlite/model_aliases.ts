/** Names that point at a version of a model: `champion`, `challenger`. */
import type { ModelVersion } from "../../entities.js";
import { TrackingError } from "../../errors.js";
import { checkAlias, checkModelName, checkNewAlias } from "../../validate_registry.js";
import type { VersionNumber } from "../registry.js";
import type { Connection } from "./connection.js";
import { getVersion, latestVersionsOf, versionRow } from "./model_versions.js";
import { inWorkspace, modelRow, putRow } from "./registry_rows.js";

export function setAlias(connection: Connection, name: string, alias: string, version: VersionNumber): void {
  checkModelName(name);
  checkNewAlias(alias);
  connection.write(() => {
    const row = versionRow(connection, name, version);
    putRow(connection, "registered_model_aliases", { name, alias }, ["version", row.version]);
  });
}

/** No error when there is no such alias. */
export function deleteAlias(connection: Connection, name: string, alias: string): void {
  checkModelName(name);
  checkAlias(alias);
  connection.write(() => {
    modelRow(connection, name);
    connection.run(
      `DELETE FROM registered_model_aliases WHERE name = ? AND alias = ? AND ${inWorkspace(connection, "registered_model_aliases")}`,
      name,
      alias,
    );
  });
}

/** `latest`, in any case of letters, is the highest version. */
export function versionByAlias(connection: Connection, name: string, alias: string): ModelVersion {
  checkModelName(name);
  checkAlias(alias);
  if (alias.toLowerCase() === "latest") return highestVersion(connection, name);
  modelRow(connection, name);
  const row = connection.get<{ version: number }>(
    `SELECT version FROM registered_model_aliases WHERE name = ? AND alias = ? AND ${inWorkspace(connection, "registered_model_aliases")}`,
    name,
    alias,
  );
  if (row !== undefined) return getVersion(connection, name, row.version);
  throw new TrackingError("INVALID_PARAMETER_VALUE", `Registered model alias ${alias} not found.`, {
    remedy: `getRegisteredModel("${name}") tells the aliases that are there`,
  });
}

function highestVersion(connection: Connection, name: string): ModelVersion {
  const versions = latestVersionsOf(connection, name, undefined);
  const highest = Math.max(...versions.map((version) => Number(version.version)));
  const found = versions.find((version) => Number(version.version) === highest);
  if (found !== undefined) return found;
  throw new TrackingError("RESOURCE_DOES_NOT_EXIST", `Latest version not found for model ${name}.`);
}
