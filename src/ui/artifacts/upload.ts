/** Sends a file, telling how far it is; `fetch` cannot tell. */
import { ApiError, failureOf } from "../api/failure.js";
import { base } from "../api/send.js";

/** `onProgress` gets the share that is sent, 0 to 1. Rejects with an `ApiError`, or with the signal's reason. */
export function upload(
  path: string,
  file: File,
  onProgress: (share: number) => void,
  signal: AbortSignal,
): Promise<void> {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    request.open("PUT", new URL(path, base));
    request.upload.onprogress = ({ loaded, total }) => onProgress(total === 0 ? 0 : loaded / total);
    request.onload = () => {
      if (request.status < 300) resolve();
      else reject(failureOf(request.status, request.responseText, request.getResponseHeader("content-type")));
    };
    request.onerror = () => reject(new ApiError("offline", 0, "The server cannot be reached, or it ended the upload."));
    request.onabort = () => reject(signal.reason as Error);
    signal.addEventListener("abort", () => request.abort());
    request.send(file);
  });
}
