/** What went wrong between page and server, as one kind of error. */

/** `offline`: no answer at all; else the server's own code, such as RESOURCE_DOES_NOT_EXIST. */
export class ApiError extends Error {
  readonly code: string;
  readonly status: number;
  /** Where in the filter, in UTF-16 units; undefined where it is not about a filter. */
  readonly position: number | undefined;

  constructor(code: string, status: number, message: string, options: ErrorOptions & { position?: number } = {}) {
    super(message, options);
    this.name = "ApiError";
    this.code = code;
    this.status = status;
    this.position = options.position;
  }

  get isOffline(): boolean {
    return this.code === "offline";
  }
}

/** The error of an answer that is none of 2xx and 304. */
export async function errorOf(answer: Response): Promise<ApiError> {
  return failureOf(answer.status, await textOf(answer), answer.headers.get("content-type"));
}

/** What a JSON endpoint said. Rejects with an `ApiError` where the answer broke off, or a proxy answered in the server's place. */
export async function jsonOf(answer: Response, signal?: AbortSignal): Promise<unknown> {
  const text = await textOf(answer, signal);
  try {
    return JSON.parse(text);
  } catch (cause) {
    const said = text.length > 80 ? `${text.slice(0, 80)}…` : text;
    const message = `Something between the page and the server answered in its place: “${said}”. Reload the page; a proxy may want you to sign in again.`;
    throw new ApiError("no JSON", answer.status, message, { cause });
  }
}

async function textOf(answer: Response, signal?: AbortSignal): Promise<string> {
  try {
    return await answer.text();
  } catch (cause) {
    if (signal?.aborted === true) throw cause;
    throw new ApiError("offline", 0, "The server's answer broke off.", { cause });
  }
}

/** The same of its parts. */
export function failureOf(status: number, text: string, contentType: string | null): ApiError {
  const json = objectOf(text);
  const code = typeof json["error_code"] === "string" ? json["error_code"] : `HTTP ${status}`;
  const known = typeof json["message"] === "string" && json["message"] !== "";
  const message = known ? (json["message"] as string) : plain(status, text, contentType);
  const position = typeof json["position"] === "number" ? { position: json["position"] } : {};
  return new ApiError(code, status, message, position);
}

function objectOf(text: string): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === "object" && value !== null ? (value as Record<string, unknown>) : {};
  } catch (error) {
    if (error instanceof SyntaxError) return {}; // a proxy's page
    throw error;
  }
}

function plain(status: number, text: string, contentType: string | null): string {
  const isText = contentType?.startsWith("text/plain") === true;
  return isText && text.length > 0 && text.length < 500 ? text : `the server answered ${status}`;
}
