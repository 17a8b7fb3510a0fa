/** What a server answers besides artifacts when it serves nothing else (`--artifacts-only`). */

export function artifactsOnly(version: string): (request: Request) => Response {
  return (request) => {
    const { pathname } = new URL(request.url);
    if (pathname === "/health") return text(200, "OK");
    if (pathname === "/version") return text(200, version);
    // Clients ask what the server can do and go on without an answer.
    if (pathname.endsWith("/mlflow/server-info")) return text(404, "Not Found");
    return text(
      503,
      `Endpoint: ${pathname} disabled due to the mlflow server running in \`--artifacts-only\` mode. To enable tracking ` +
        "server functionality, run `mlflow server` without `--artifacts-only`",
    );
  };
}

function text(status: number, body: string): Response {
  return new Response(body, { status, headers: { "Content-Type": "text/plain; charset=utf-8" } });
}
