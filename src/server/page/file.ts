/** One file of a run, a logged model or a model version: its bytes, and new bytes for it. */
import { artifactPathOf } from "../../artifacts/place.js";
import { TrackingError } from "../../errors.js";
import type { Exchange } from "../exchange.js";
import { withFlatMemory } from "../memory.js";
import { sendFile } from "../send_file.js";
import { artifactsOf, filePathIn, ownerIn, type PageSources } from "./owner.js";

export async function getFile(exchange: Exchange, sources: PageSources): Promise<void> {
  const path = filePathIn(exchange.query);
  const { artifacts, pathOf } = await artifactsOf(ownerIn(exchange.query), sources);
  await sendFile(exchange, artifacts, pathOf(path));
}

/** The body becomes the file, whole or not at all, of any size. */
export async function putFile(exchange: Exchange, sources: PageSources): Promise<void> {
  const path = filePathIn(exchange.query);
  if (path.endsWith("/")) {
    throw new TrackingError(
      "INVALID_PARAMETER_VALUE",
      `'${path}' names no file: give the file's name after the folder.`,
    );
  }
  if (artifactPathOf(path) !== path) {
    throw new TrackingError(
      "INVALID_PARAMETER_VALUE",
      `'${path}' is no name for a new artifact, as clients would read its "%" as another character: rename the file.`,
    );
  }
  const size = exchange.incoming.headers["content-length"];
  exchange.expectProgress();
  const { artifacts, pathOf } = await artifactsOf(ownerIn(exchange.query), sources);
  const sizeBytes = size === undefined ? undefined : Number(size);
  await withFlatMemory(artifacts.writeStream(pathOf(path), exchange.incoming, sizeBytes));
  exchange.sendJson(200, "{}");
}
