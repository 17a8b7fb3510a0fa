/** MLflow's schema revisions: their order, what each brought, and which releases they belong to. Ids are no order by themselves. */
import { schemaRevision } from "./schema.js";

/** Before MLflow 1.15: too old for labbook. */
export const ancientRevisions: readonly string[] = (
  "451aebb31d03 90e64c465722 181f10493468 df50e92ffc5e 7ac759974ad8 89d4b8295536 2b4d017a5e9b cfd24bdc0731 " +
  "0a8213491aaa 728d730b5ebd 27a6a02d2cf1 84291f40a231 a8c4a736bde6"
).split(" ");

/** From MLflow 1.15 up to, and without, `schemaRevision`, oldest first: read as they are, written after an upgrade. */
export const earlierRevisions: readonly string[] = (
  "39d1c3be5f05 c48cb773bb87 bd07f7e963c5 0c779009ac13 cc1f77228345 97727af70f4d 3500859a5d39 7f2a7d5fae7d " +
  "2d6e25af4d3e acf3f17fdcc7 867495a8f9d4 5b0e9adcef9c 4465047574b1 f5a4f2784254"
).split(" ");

/** After `schemaRevision`, oldest first, up to the head of 3.18.0. */
export const laterRevisions: readonly string[] = (
  "400f98739977 6953534de441 bda7b8c39065 cbc13b556ace 770bee3ae1dd a1b2c3d4e5f6 de4033877273 1a0cddfcaa16 534353b11cbc " +
  "71994744cf8e 3da73c924c2f bf29a5ff90ea 1bd49d398cd23 b7c8d9e0f1a2 5d2d30f0abce c9d4e5f6a7b8 2c33131f4dae d3e4f5a6b7c8 " +
  "d0e1f2a3b4c5 c8d9e0f1a2b3 1b5f0d9ad7c1 e1f2a3b4c5d6 76601a5f987d c3d6457b6d8a a5b4c3d2e1f0 ae8bbe7743c9 7d34483879f0 " +
  "da6fb0208061 89d3d66ed43f b7e4c1a90f23 a8b9c0d1e2f3 c1d2e3f4a5b6 c3d9e7f1a2b4 6f8d9c3b2a1e 1971f2d9a75b 17e22815139b " +
  "b7e2c1a4d9f3 75868b020152 dc11669786a5 e7d1f4b2a9c6 8b6ad64cb8f5 f4a9b2c7d1e6"
).split(" ");

/** All that labbook opens, oldest first. */
export const knownRevisions: readonly string[] = [...earlierRevisions, schemaRevision, ...laterRevisions];

/**
 * Tables (`runs`) and columns (`runs.deleted_time`) that revisions brought, as far as labbook's statements name them.
 * A file has exactly those of its revision and the ones before: more or fewer means an upgrade that stopped half-way.
 */
export const additions: ReadonlyMap<string, readonly string[]> = new Map([
  ["0c779009ac13", ["runs.deleted_time"]],
  ["97727af70f4d", ["experiments.creation_time", "experiments.last_update_time"]],
  ["3500859a5d39", ["registered_model_aliases"]],
  ["7f2a7d5fae7d", ["datasets", "inputs", "input_tags"]],
  ["acf3f17fdcc7", ["model_versions.storage_location"]],
  ["867495a8f9d4", ["trace_info", "trace_tags", "trace_request_metadata"]],
  ["400f98739977", ["logged_models", "logged_model_metrics", "logged_model_params", "logged_model_tags"]],
  ["6953534de441", ["inputs.step"]],
  [
    "1b5f0d9ad7c1",
    [
      "workspaces",
      "experiments.workspace",
      "registered_models.workspace",
      "registered_model_tags.workspace",
      "registered_model_aliases.workspace",
      "model_versions.workspace",
      "model_version_tags.workspace",
    ],
  ],
]);

/** MLflow's model registry made this table itself before its revision did, so it may be there early. */
export const mayBeEarly: readonly string[] = ["registered_model_aliases"];

/** The revision at which a release of MLflow stands, where it is known; oldest first. */
export const heads: readonly { readonly release: string; readonly revision: string }[] = [
  { release: "1.15", revision: "39d1c3be5f05" },
  { release: "1.26", revision: "bd07f7e963c5" },
  { release: "1.30", revision: "97727af70f4d" },
  { release: "2.3", revision: "3500859a5d39" },
  { release: "2.9 to 2.12", revision: "acf3f17fdcc7" },
  { release: "2.16", revision: "4465047574b1" },
  { release: "2.18 to 2.22", revision: schemaRevision },
  { release: "3.0.0, 3.1.0", revision: "6953534de441" },
  { release: "3.0.1, 3.1.1 to 3.1.4", revision: "bda7b8c39065" },
  { release: "3.2", revision: "770bee3ae1dd" },
  { release: "3.3", revision: "1a0cddfcaa16" },
  { release: "3.4", revision: "71994744cf8e" },
  { release: "3.5 to 3.7", revision: "bf29a5ff90ea" },
  { release: "3.8", revision: "1bd49d398cd23" },
  { release: "3.9", revision: "d3e4f5a6b7c8" },
  { release: "3.10", revision: "1b5f0d9ad7c1" },
  { release: "3.11", revision: "c3d6457b6d8a" },
  { release: "3.12", revision: "7d34483879f0" },
  { release: "3.13", revision: "da6fb0208061" },
  { release: "3.14", revision: "b7e4c1a90f23" },
  { release: "3.15", revision: "6f8d9c3b2a1e" },
  { release: "3.16", revision: "b7e2c1a4d9f3" },
  { release: "3.17", revision: "dc11669786a5" },
  { release: "3.18", revision: "f4a9b2c7d1e6" },
];
