/** Artifacts that a server keeps, through its artifact proxy. */
import { createReadStream } from "node:fs";
import { mkdir, readdir, stat } from "node:fs/promises";
import { basename, dirname, join, relative, sep } from "node:path";
import type { IncomingMessage } from "node:http";
import { Readable } from "node:stream";
import { buffer } from "node:stream/consumers";
import type { FileInfo } from "../entities.js";
import { TrackingError } from "../errors.js";
import { ServerAwayError } from "../http/server_away.js";
import { decodeWhole } from "../protocol/decode.js";
import type { ArtifactContent, ArtifactStore, ByteRange } from "./artifacts.js";
import { ArtifactServer, pour, toFile } from "./artifact_server.js";
import { downloadInParts, eachOf, uploadInParts } from "./parts.js";
import { checkPath } from "./place.js";
import { openSigned, type Owner, ownerOf, uploadSigned } from "./presigned.js";
import type { RemoteFolder } from "./remote_folder.js";
import { transferSettings } from "./transfer_settings.js";

const proxy = "/api/2.0/mlflow-artifacts/artifacts";

export class RemoteArtifacts implements ArtifactStore {
  readonly #server: ArtifactServer;
  readonly #root: string;
  readonly #settings = transferSettings();
  #serverInfo: Promise<Record<string, unknown>> | null = null;

  constructor({ server, credentialsFrom, path }: RemoteFolder, hasty: boolean) {
    this.#server = new ArtifactServer(server, credentialsFrom, hasty);
    this.#root = path;
  }

  async write(path: string, content: Uint8Array | string): Promise<void> {
    const bytes = Buffer.from(content as Uint8Array);
    await this.#put(path, () => Readable.from([bytes]), bytes.length);
  }

  async writeFile(path: string, localFile: string): Promise<void> {
    const place = this.#place(path);
    const { size } = await stat(localFile);
    if (size >= this.#settings.uploadFrom && (await this.#has("multipart_uploads_enabled", "multipartUpload"))) {
      const file = { path: localFile, name: basename(path), size };
      if (await uploadInParts(this.#server, place, file, this.#settings.uploadPart)) return;
    }
    const read = () => createReadStream(localFile, { highWaterMark: 1 << 20 });
    await this.#put(path, read, size);
  }

  async writeFolder(path: string, localFolder: string): Promise<void> {
    const found = await readdir(localFolder, { recursive: true, withFileTypes: true });
    const files: string[] = [];
    for (const entry of found) {
      const place = join(entry.parentPath, entry.name);
      if ((await stat(place)).isFile()) files.push(place); // of a link, what it leads to
    }
    await eachOf(files, (file) => this.writeFile(joined(path, relative(localFolder, file).split(sep).join("/")), file));
  }

  async writeStream(path: string, content: Readable, sizeBytes?: number): Promise<void> {
    let early: TrackingError | undefined;
    const counted = async function* (): AsyncGenerator<Buffer> {
      let count = 0;
      for await (const piece of content) {
        count += (piece as Buffer).length;
        yield piece as Buffer;
      }
      if (sizeBytes === undefined || count === sizeBytes) return;
      throw (early = new TrackingError(
        "INVALID_PARAMETER_VALUE",
        `artifact '${path}' ended after ${count} of ${sizeBytes} bytes; send it again`,
      ));
    };
    try {
      // A stream can be read once, so it is sent once.
      await this.#server.put(
        this.#url(path),
        () => Readable.from(counted(), { objectMode: false }),
        sizeBytes,
        "never",
      );
    } catch (error) {
      throw early ?? error;
    }
  }

  async read(path: string): Promise<Uint8Array> {
    let bytes = Buffer.alloc(0);
    await this.#server.whole(async () => {
      bytes = await buffer(await this.#existing(path, () => this.#get(path, {})));
    });
    return bytes;
  }

  async readStream(path: string, range?: ByteRange): Promise<ArtifactContent> {
    const wanted: Record<string, string> =
      range === undefined ? {} : { range: `bytes=${range.start}-${range.end ?? ""}` };
    const answer = await this.#existing(path, () => this.#get(path, wanted));
    const { "content-range": part, "content-length": length, "last-modified": modified } = answer.headers;
    const told = part?.split("/")[1] ?? length;
    const total = told === undefined ? await this.#sizeOf(path, answer) : Number(told);
    const modifiedMs = modified === undefined ? null : Date.parse(modified);
    if (range === undefined || answer.statusCode === 206) return { sizeBytes: total, modifiedMs, stream: answer };
    return { sizeBytes: total, modifiedMs, stream: cut(answer, range) }; // a server that knows no ranges sends it all
  }

  async list(path = ""): Promise<readonly FileInfo[]> {
    if (path !== "") checkPath(path);
    const query = new URLSearchParams({ path: joined(this.#root, path) });
    const answer = decodeWhole("artifacts.ListArtifacts.Response", await this.#server.json("GET", `${proxy}?${query}`));
    const files = (answer.files ?? []).map((file): FileInfo => {
      const isDir = file.is_dir ?? false;
      return {
        path: joined(path, safeName(file.path ?? "")),
        isDir,
        sizeBytes: isDir ? null : Number(file.file_size ?? 0),
      };
    });
    // A storage may list a file under itself.
    if (files.length === 1 && !files[0]!.isDir && path !== "" && files[0]!.path === joined(path, basename(path)))
      return [];
    return files.sort((a, b) => (a.path < b.path ? -1 : 1));
  }

  async download(path: string, destination: string): Promise<string> {
    const inside = await this.list(path);
    if (inside.length === 0 && path !== "") {
      await mkdir(dirname(destination), { recursive: true });
      await this.#downloadFile(path, destination);
      return destination;
    }
    await mkdir(destination, { recursive: true });
    for (const file of inside) await this.download(file.path, join(destination, basename(file.path)));
    return destination;
  }

  async remove(path: string): Promise<void> {
    try {
      await this.#server.json("DELETE", this.#url(path));
    } catch (error) {
      if (!(error instanceof TrackingError) || error.code !== "RESOURCE_DOES_NOT_EXIST") throw error;
    }
  }

  /** MLflow 2 sends files without their length; their folder tells it. */
  async #sizeOf(path: string, answer: IncomingMessage): Promise<number> {
    try {
      const folder = path.split("/").slice(0, -1).join("/");
      return (await this.list(folder)).find((file) => file.path === path)?.sizeBytes ?? 0;
    } catch (error) {
      answer.destroy();
      throw error;
    }
  }

  async #put(path: string, open: () => Readable, size: number): Promise<void> {
    await this.#throughProxy(
      () => this.#server.put(this.#url(path), open, size, "safe"),
      (owner) => uploadSigned(this.#server, owner, path, open, size),
    );
  }

  async #get(path: string, wanted: Record<string, string>): Promise<IncomingMessage> {
    return await this.#throughProxy(
      () => this.#server.get(this.#url(path), wanted),
      (owner) => openSigned(this.#server, owner, path, wanted),
    );
  }

  /** A server that refuses to move bytes itself says so when it is asked about itself. */
  async #throughProxy<T>(work: () => Promise<T>, signed: (owner: Owner) => Promise<T>): Promise<T> {
    try {
      return await work();
    } catch (error) {
      const mayBe = error instanceof TrackingError && !(error instanceof ServerAwayError);
      const owner = mayBe && error.code !== "RESOURCE_DOES_NOT_EXIST" ? ownerOf(this.#root) : null;
      if (owner === null || (await this.#info())["artifacts_presigned_only"] !== true) throw error;
      return await signed(owner);
    }
  }

  async #downloadFile(path: string, destination: string): Promise<void> {
    const place = this.#place(path);
    await toFile(destination, async (draft) => {
      const inParts = await this.#has("multipart_downloads_enabled", "multipartDownload");
      if (inParts && (await downloadInParts(this.#server, place, draft, this.#settings.downloadPart))) return;
      await this.#server.whole(async () => pour(await this.#existing(path, () => this.#get(path, {})), draft));
    });
  }

  /** Whether files may go in parts: as the user says, else as the server does. */
  async #has(flag: string, setting: "multipartUpload" | "multipartDownload"): Promise<boolean> {
    const chosen = this.#settings[setting];
    if (chosen !== null) return chosen;
    return (await this.#info())[flag] === true;
  }

  async #info(): Promise<Record<string, unknown>> {
    this.#serverInfo ??= this.#server.json("GET", "/api/3.0/mlflow/server-info").catch(() => ({})); // older than 3.9
    return await this.#serverInfo;
  }

  /** A server of MLflow 2 answers with INTERNAL_ERROR for a file that is not there; its folder tells. */
  async #existing<T>(path: string, work: () => Promise<T>): Promise<T> {
    try {
      return await work();
    } catch (error) {
      if (!(error instanceof TrackingError) || !["INTERNAL_ERROR", "ENDPOINT_NOT_FOUND"].includes(error.code))
        throw error;
      const folder = path.split("/").slice(0, -1).join("/");
      if ((await this.list(folder)).some((file) => file.path === path && !file.isDir)) throw error;
      throw new TrackingError("RESOURCE_DOES_NOT_EXIST", `No such artifact: '${path}'`, {
        cause: error,
        remedy: "listArtifacts shows what there is",
      });
    }
  }

  #url(path: string): string {
    return `${proxy}/${this.#place(path)}`;
  }

  /** Below the proxy's root, encoded for a URL. */
  #place(path: string): string {
    checkPath(path);
    return joined(this.#root, path).split("/").map(encodeURIComponent).join("/");
  }
}

function joined(folder: string, name: string): string {
  return [folder, name].filter((part) => part !== "").join("/");
}

/** What a server lists becomes a name on this machine, so it must be one. */
function safeName(name: string): string {
  if (name !== "" && name !== "." && !name.includes("/")) checkPath(name);
  else throw new TrackingError("INTERNAL_ERROR", `the server lists an artifact with the impossible name '${name}'`);
  return name;
}

function cut(stream: Readable, { start, end = Infinity }: ByteRange): Readable {
  let at = 0;
  const pieces = async function* (): AsyncGenerator<Buffer> {
    for await (const piece of stream) {
      const bytes = piece as Buffer;
      const from = Math.max(start - at, 0);
      const to = Math.min(end + 1 - at, bytes.length);
      at += bytes.length;
      if (from < to) yield bytes.subarray(from, to);
      if (at > end) return;
    }
  };
  return Readable.from(pieces(), { objectMode: false });
}
