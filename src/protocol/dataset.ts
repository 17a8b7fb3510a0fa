/** Datasets that runs read, and their messages. */
import type { Dataset, DatasetInput } from "../entities.js";
import type { Message } from "./messages.js";
import { pairsOf, recordOf } from "./pairs.js";

export function datasetInputMessage(input: DatasetInput): Message<"DatasetInput"> {
  return { tags: pairsOf(input.tags), dataset: datasetMessage(input.dataset) };
}

export function datasetInputOf(message: Message<"DatasetInput">): DatasetInput {
  return { tags: recordOf(message.tags), dataset: datasetOf(message.dataset ?? {}) };
}

function datasetMessage(dataset: Dataset): Message<"Dataset"> {
  return {
    name: dataset.name,
    digest: dataset.digest,
    source_type: dataset.sourceType,
    source: dataset.source,
    schema: dataset.schema ?? undefined,
    profile: dataset.profile ?? undefined,
  };
}

function datasetOf(message: Message<"Dataset">): Dataset {
  return {
    name: message.name ?? "",
    digest: message.digest ?? "",
    sourceType: message.source_type ?? "",
    source: message.source ?? "",
    schema: message.schema ?? null,
    profile: message.profile ?? null,
  };
}
