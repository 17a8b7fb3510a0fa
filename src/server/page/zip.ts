/** A folder of artifacts as a zip file, made while it is sent. The only importer of yazl. */
import { finished, pipeline } from "node:stream/promises";
import type { Readable } from "node:stream";
import { ZipFile } from "yazl";
import type { ArtifactStore } from "../../artifacts/artifacts.js";
import { TrackingError } from "../../errors.js";
import { attachment } from "../content.js";
import type { Exchange } from "../exchange.js";
import { withFlatMemory } from "../memory.js";
import { rawHeaders } from "../send_file.js";
import { artifactsOf, optionalPath, ownerIn, type PageSources } from "./owner.js";
import { below, find } from "./walk.js";

/** Compressing them again takes time and saves nothing. */
const compressed =
  /\.(png|jpe?g|gif|webp|avif|zip|gz|tgz|br|bz2|xz|zst|7z|whl|jar|parquet|npz|mp[34]|m4[av]|webm|mov|avi|ogg|opus|flac|woff2|docx|xlsx|pptx)$/i;

/** Their names are kept until the end, where a zip file lists them. */
const mostFiles = 100_000;

/** Says which files of the folder the zip lacks, and why. */
const leftOutName = "LEFT_OUT.txt";

/** Rejects before anything is sent where there is nothing of this path; later faults end the connection. */
export async function getZip(exchange: Exchange, sources: PageSources): Promise<void> {
  const path = optionalPath(exchange.query.get("path"));
  const { artifacts, pathOf, name } = await artifactsOf(ownerIn(exchange.query), sources);
  const folder = pathOf(path);
  const found = path === "" ? null : await find(artifacts, folder);
  if (path !== "" && found === null) throw new TrackingError("RESOURCE_DOES_NOT_EXIST", `No such artifact: '${path}'`);
  if (found?.isDir !== false) await artifacts.list(folder); // a link out of the artifacts is refused before anything is sent
  const { outgoing, method } = exchange;
  outgoing.writeHead(200, {
    ...rawHeaders,
    "content-type": "application/zip",
    "content-disposition": attachment(`${path === "" ? name : path.split("/").at(-1)!}.zip`),
    "cache-control": "no-store",
  });
  if (method === "HEAD") return void outgoing.end();
  const packing = new Packing(artifacts);
  const sent = pipeline(packing.output, outgoing).catch(() => packing.stop()); // the client went away
  const packed =
    found?.isDir === false ? packing.file(folder, safeName(found.path.split("/").at(-1)!)) : packing.folder(folder);
  await withFlatMemory(packed.then(() => packing.end()).catch(() => packing.stop())); // the disk failed, or a server
  await sent;
  if (packing.stopped) outgoing.destroy(); // so that nobody takes a part for all
}

class Packing {
  readonly #zip = new ZipFile();
  readonly #artifacts: ArtifactStore;
  readonly #leftOut: string[] = [];
  #files = 0;
  #reading: Readable | null = null;
  stopped = false;

  constructor(artifacts: ArtifactStore) {
    this.#artifacts = artifacts;
    this.#zip.on("error", () => this.stop());
  }

  get output(): Readable {
    return this.#zip.outputStream as Readable;
  }

  async folder(path: string): Promise<void> {
    const start = path === "" ? 0 : path.length + 1;
    for await (const found of below(this.#artifacts, path)) {
      for (const file of found.flat()) {
        const name = safeName(file.path.slice(start));
        if (file.isDir) this.#zip.addEmptyDirectory(name);
        else await this.file(file.path, name);
        if (this.stopped) return;
      }
    }
  }

  /** One after the other, so that one is open at a time. */
  async file(path: string, name: string): Promise<void> {
    this.#files += 1;
    if (this.#files > mostFiles) return void this.#leftOut.push(`${name}: a zip holds ${mostFiles} files at most`);
    let stream: Readable;
    try {
      ({ stream } = await this.#artifacts.readStream(path));
    } catch (error) {
      if (!(error instanceof TrackingError)) throw error;
      return void this.#leftOut.push(`${name}: ${error.bare}`);
    }
    this.#reading = stream;
    if (this.stopped) return void stream.destroy();
    this.#zip.addReadStream(stream, name, { compress: !compressed.test(name) });
    await finished(stream);
  }

  end(): void {
    if (this.stopped) return;
    if (this.#leftOut.length > 0) this.#zip.addBuffer(Buffer.from(`${this.#leftOut.join("\n")}\n`), leftOutName);
    this.#zip.end();
  }

  stop(): void {
    this.stopped = true;
    this.#reading?.destroy();
    this.output.destroy();
  }
}

/** Names that no program takes for a place outside of the folder where it unpacks. */
function safeName(path: string): string {
  return path.replace(/[\\:\x00-\x1f\x7f]/g, "_").replace(/^\/+/, "");
}
