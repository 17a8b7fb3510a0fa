/** How a file is labelled for download: its type, guessed by its name as MLflow does, and its name. */

const textNames = new Set(
  (
    "txt log err cfg conf cnf cf ini properties prop hocon toml yaml yml xml json js py py3 csv tsv md rst ipynb " +
    "MLmodel MLproject"
  ).split(" "),
);

/** Python's `mimetypes`, as far as artifacts have such names, and what browsers play or show beyond it. */
const types: Readonly<Record<string, string>> = {
  avi: "video/x-msvideo",
  avif: "image/avif",
  bmp: "image/bmp",
  css: "text/css",
  flac: "audio/flac",
  gif: "image/gif",
  htm: "text/html",
  html: "text/html",
  ico: "image/vnd.microsoft.icon",
  jpeg: "image/jpeg",
  jpg: "image/jpeg",
  m4a: "audio/mp4",
  m4v: "video/mp4",
  mjs: "text/javascript",
  mov: "video/quicktime",
  mp3: "audio/mpeg",
  mp4: "video/mp4",
  mpeg: "video/mpeg",
  oga: "audio/ogg",
  ogg: "audio/ogg",
  ogv: "video/ogg",
  opus: "audio/opus",
  pdf: "application/pdf",
  png: "image/png",
  svg: "image/svg+xml",
  tar: "application/x-tar",
  tif: "image/tiff",
  tiff: "image/tiff",
  wasm: "application/wasm",
  wav: "audio/x-wav",
  webm: "video/webm",
  webp: "image/webp",
  zip: "application/zip",
};

/** MIME type of a file of this name; `application/octet-stream` when unknown. */
export function contentType(name: string): string {
  const extension = /[^.]\.([^.]*)$/.exec(name)?.[1] ?? "";
  if (textNames.has(extension === "" ? name : extension)) return "text/plain";
  return types[extension.toLowerCase()] ?? "application/octet-stream";
}

/** Type of a file that a browser runs when it shows it; null for others. */
export function activeType(name: string): string | null {
  if (/[^/]\.html?$/i.test(name)) return "text/html; charset=utf-8";
  return /[^/]\.svg$/i.test(name) ? types["svg"]! : null;
}

/** What the page itself is made of; its scripts are scripts. */
const pageTypes: Readonly<Record<string, string>> = {
  css: "text/css; charset=utf-8",
  ico: types["ico"]!,
  js: "text/javascript; charset=utf-8",
  json: "application/json",
  md: "text/plain; charset=utf-8",
  m4a: "audio/mp4",
  m4v: "video/mp4",
  mjs: "text/javascript; charset=utf-8",
  png: types["png"]!,
  svg: types["svg"]!,
  ttf: "font/ttf",
  wasm: types["wasm"]!,
  woff2: "font/woff2",
};

/** MIME type of a file of the page. */
export function pageFileType(name: string): string {
  return pageTypes[name.split(".").at(-1)!] ?? "application/octet-stream";
}

/** `Content-Disposition` that makes a browser save the file under this name (RFC 6266, RFC 8187), not show it. */
export function attachment(name: string): string {
  const ascii = name.normalize("NFKD").replace(/[^\x20-\x7e]/g, "");
  const quoted = quotedIfNeeded(ascii === "" ? "download" : ascii);
  if (ascii === name) return `attachment; filename=${quoted}`;
  return `attachment; filename=${quoted}; filename*=UTF-8''${extendedValue(name)}`;
}

function quotedIfNeeded(text: string): string {
  return /^[!#$%&'*+\-.^_`|~0-9A-Za-z]+$/.test(text) ? text : `"${text.replace(/["\\]/g, "\\$&")}"`;
}

/** Lone surrogates are replaced, as they cannot be encoded. */
function extendedValue(text: string): string {
  return encodeURIComponent(Buffer.from(text).toString())
    .replace(/['()*]/g, (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`)
    .replace(/%(23|24|26|2B|5E|60|7C)/g, decodeURIComponent);
}
