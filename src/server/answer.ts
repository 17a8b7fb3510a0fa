/** Answers of the server that are no files. */
import { noteAnswer } from "./memory.js";

const json = { "Content-Type": "application/json" };

export function jsonAnswer(body: string | Uint8Array, status = 200): Response {
  noteAnswer(body.length);
  return new Response(body as string | Uint8Array<ArrayBuffer>, { status, headers: json });
}

export function textAnswer(text: string, type = "text/plain; charset=utf-8"): Response {
  return new Response(text, { headers: { "Content-Type": type } });
}

/** An error page, as MLflow's clients know it from routes that a server does not have. */
export function errorPage(status: 404 | 405, headers: Readonly<Record<string, string>> = {}): Response {
  const title = status === 404 ? "404 Not Found" : "405 Method Not Allowed";
  const text =
    status === 404
      ? "There is nothing at this address. The API is below /api/2.0/mlflow/."
      : "This address does not take this method.";
  return new Response(
    `<!doctype html>\n<html lang="en">\n<title>${title}</title>\n<h1>${title}</h1>\n<p>${text}</p>\n`,
    {
      status,
      headers: { "Content-Type": "text/html; charset=utf-8", ...headers },
    },
  );
}
