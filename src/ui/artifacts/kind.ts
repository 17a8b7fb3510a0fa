/** What a file is, by its name: which viewer shows it. Never by what the file says of itself. Pure. */

export type Kind =
  | "text"
  | "json"
  | "markdown"
  | "csv"
  | "parquet"
  | "image"
  | "svg"
  | "html"
  | "pdf"
  | "audio"
  | "video"
  | "notebook"
  | "mlmodel"
  | "booster"
  | "unknown";

const kindsByEnd: ReadonlyMap<string, Kind> = new Map<string, Kind>([
  ["json", "json"],
  ["geojson", "json"],
  ["md", "markdown"],
  ["markdown", "markdown"],
  ["csv", "csv"],
  ["tsv", "csv"],
  ["parquet", "parquet"],
  ["svg", "svg"],
  ["html", "html"],
  ["htm", "html"],
  ["pdf", "pdf"],
  ["ipynb", "notebook"],
  ["ubj", "booster"],
  ...(
    "txt log ts tsx mts cts js jsx mjs cjs py r sql sh bash yaml yml toml ini cfg conf env xml css jsonl ndjson " +
    "rst tex java scala go rs c cc cpp h hpp lock gitignore properties"
  )
    .split(" ")
    .map((end): [string, Kind] => [end, "text"]),
]);

/** MIME types of what a browser shows by itself; the page gives them, as the server sends bytes only. */
const mediaTypes: ReadonlyMap<string, string> = new Map([
  ["png", "image/png"],
  ["jpg", "image/jpeg"],
  ["jpeg", "image/jpeg"],
  ["gif", "image/gif"],
  ["webp", "image/webp"],
  ["bmp", "image/bmp"],
  ["avif", "image/avif"],
  ["ico", "image/x-icon"],
  ["svg", "image/svg+xml"],
  ["mp3", "audio/mpeg"],
  ["wav", "audio/wav"],
  ["flac", "audio/flac"],
  ["m4a", "audio/mp4"],
  ["aac", "audio/aac"],
  ["opus", "audio/ogg"],
  ["oga", "audio/ogg"],
  ["ogg", "audio/ogg"],
  ["mp4", "video/mp4"],
  ["m4v", "video/mp4"],
  ["ogv", "video/ogg"],
  ["mkv", "video/x-matroska"],
  ["webm", "video/webm"],
  ["mov", "video/quicktime"],
]);

/** Files without an end that are text all the same. */
const textNames = new Set(["MLproject", "README", "LICENSE", "Dockerfile", "Makefile", "requirements", "python_env"]);

/** Names under which boosters are stored in a model's folder. */
const boosterNames = /^model\.(?:xgb|ubj)$/;

export function kindOf(path: string): Kind {
  const name = path.slice(path.lastIndexOf("/") + 1);
  if (name === "MLmodel") return "mlmodel";
  if (boosterNames.test(name)) return "booster";
  if (textNames.has(name)) return "text";
  const end = endOf(name);
  const media = mediaTypes.get(end)?.split("/")[0];
  return kindsByEnd.get(end) ?? (media === "image" || media === "audio" || media === "video" ? media : "unknown");
}

/** undefined: no picture, sound or film that browsers know. */
export function mediaTypeOf(path: string): string | undefined {
  return mediaTypes.get(endOf(path));
}

function endOf(name: string): string {
  return /\.([^./]+)$/.exec(name)?.[1]?.toLowerCase() ?? "";
}

/** `1.2 MB`, in steps of 1000. */
export function readableSize(bytes: number): string {
  if (bytes < 1000) return `${bytes} B`;
  const units = ["kB", "MB", "GB", "TB"];
  const power = Math.min(units.length, Math.floor(Math.log10(bytes) / 3));
  return `${Number((bytes / 1000 ** power).toPrecision(3))} ${units[power - 1]}`;
}
