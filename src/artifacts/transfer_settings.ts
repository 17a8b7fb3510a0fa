/** How big files travel, from MLflow's environment variables. */
import { TrackingError } from "../errors.js";

const mebibyte = 2 ** 20;

export interface TransferSettings {
  /** null: as the server says. */
  readonly multipartUpload: boolean | null;
  readonly multipartDownload: boolean | null;
  /** Files of this size and above go up in parts, in bytes. */
  readonly uploadFrom: number;
  readonly uploadPart: number;
  readonly downloadPart: number;
}

export function transferSettings(env: NodeJS.ProcessEnv = process.env): TransferSettings {
  return {
    multipartUpload: flag(env, "MLFLOW_ENABLE_PROXY_MULTIPART_UPLOAD"),
    multipartDownload: flag(env, "MLFLOW_ENABLE_PROXY_MULTIPART_DOWNLOAD"),
    uploadFrom: bytes(env, "MLFLOW_MULTIPART_UPLOAD_MINIMUM_FILE_SIZE", 500 * mebibyte),
    uploadPart: bytes(env, "MLFLOW_MULTIPART_UPLOAD_CHUNK_SIZE", 10 * mebibyte),
    downloadPart: bytes(env, "MLFLOW_MULTIPART_DOWNLOAD_CHUNK_SIZE", 100 * mebibyte),
  };
}

function flag(env: NodeJS.ProcessEnv, name: string): boolean | null {
  const text = env[name];
  return text ? /^(true|1)$/i.test(text) : null;
}

function bytes(env: NodeJS.ProcessEnv, name: string, fallback: number): number {
  const text = env[name];
  if (!text) return fallback;
  if (/^[1-9]\d*$/.test(text)) return Number(text);
  throw new TrackingError(
    "INVALID_PARAMETER_VALUE",
    `${name} is '${text}'; give a number of bytes, such as ${fallback}`,
  );
}
