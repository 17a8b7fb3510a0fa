/** What a browser sees at the server's address until labbook has a page of its own. */
import { escapeHtml } from "../html.js";
import type { Exchange } from "./exchange.js";

const policy = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'";

/** `GET /`. */
export function homePage(version: string, staticPrefix: string): (exchange: Exchange) => Promise<boolean> {
  return async (exchange) => {
    if (exchange.path !== "/" || !["GET", "HEAD"].includes(exchange.method)) return Promise.resolve(false);
    const address = `http://${exchange.incoming.headers.host ?? "127.0.0.1:5000"}${staticPrefix}`;
    const headers = { "content-type": "text/html; charset=utf-8", "content-security-policy": policy };
    exchange.send(200, headers, page(version, address));
    return Promise.resolve(true);
  };
}

function page(version: string, address: string): string {
  const url = escapeHtml(address);
  return `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>labbook ${escapeHtml(version)}</title>
<style>
  body { max-width: 44rem; margin: 3rem auto; padding: 0 1rem; font: 1rem/1.5 system-ui, sans-serif; color-scheme: light dark }
  pre { padding: .75rem 1rem; border: 1px solid; border-radius: .3rem; overflow-x: auto }
</style>
<h1>labbook ${escapeHtml(version)}</h1>
<p>This is a tracking server that speaks MLflow's REST API. It has no page of its own yet: use it from Python, TypeScript or any other client of MLflow.</p>
<p>The API is at ${url}/api/2.0/mlflow/.</p>
<h2>Python</h2>
<pre>import mlflow
mlflow.set_tracking_uri("${url}")</pre>
<h2>TypeScript</h2>
<pre>import * as mlflow from "labbook";
mlflow.setTrackingUri("${url}");</pre>
<h2>Shell</h2>
<pre>export MLFLOW_TRACKING_URI=${url}</pre>
</html>
`;
}
