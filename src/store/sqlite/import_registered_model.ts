/** Takes over registered models and versions with their numbers, stages and times. */
import type { RegisteredModel } from "../../entities.js";
import type { ImportedVersion } from "../import_target.js";
import type { Connection } from "./connection.js";
import { setAlias } from "./model_aliases.js";
import { inWorkspace, putRow } from "./registry_rows.js";

export function makeModel(connection: Connection, model: RegisteredModel): void {
  connection.write(() => {
    connection.run(
      "INSERT INTO registered_models (name, creation_time, last_updated_time, description) VALUES (?, ?, ?, ?)",
      model.name,
      model.creationTimeMs,
      model.lastUpdatedTimeMs,
      model.description === "" ? null : model.description,
    );
    writeModelTags(connection, model);
  });
}

export function makeVersion(connection: Connection, version: ImportedVersion): void {
  connection.write(() => {
    connection.run(
      `INSERT INTO model_versions (name, version, creation_time, last_updated_time, description, user_id, current_stage,
         source, run_id, status, status_message, run_link, storage_location)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
      version.name,
      Number(version.version),
      version.creationTimeMs,
      version.lastUpdatedTimeMs,
      version.description,
      version.userId === "" ? null : version.userId,
      version.currentStage,
      version.source,
      version.runId === "" ? null : version.runId,
      version.status,
      version.statusMessage === "" ? null : version.statusMessage,
      version.runLink === "" ? null : version.runLink,
      version.downloadUri,
    );
    writeVersionTags(connection, version);
  });
}

export function finishVersion(connection: Connection, version: ImportedVersion): void {
  connection.write(() => {
    connection.run(
      `UPDATE model_versions SET description = ?, current_stage = ?, status = ?, last_updated_time = ?
       WHERE name = ? AND version = ? AND ${inWorkspace(connection, "model_versions")}`,
      version.description,
      version.currentStage,
      version.status,
      version.lastUpdatedTimeMs,
      version.name,
      Number(version.version),
    );
    writeVersionTags(connection, version);
  });
}

export function finishModel(connection: Connection, model: RegisteredModel): void {
  connection.write(() => {
    writeModelTags(connection, model);
    for (const [alias, version] of Object.entries(model.aliases)) setAlias(connection, model.name, alias, version);
    connection.run(
      `UPDATE registered_models SET description = ?, last_updated_time = ?
       WHERE name = ? AND ${inWorkspace(connection, "registered_models")}`,
      model.description === "" ? null : model.description,
      model.lastUpdatedTimeMs,
      model.name,
    );
  });
}

function writeModelTags(connection: Connection, model: RegisteredModel): void {
  for (const [key, value] of Object.entries(model.tags)) {
    putRow(connection, "registered_model_tags", { key, name: model.name }, ["value", value]);
  }
}

function writeVersionTags(connection: Connection, version: ImportedVersion): void {
  for (const [key, value] of Object.entries(version.tags)) {
    const keys = { key, name: version.name, version: Number(version.version) };
    putRow(connection, "model_version_tags", keys, ["value", value]);
  }
}
