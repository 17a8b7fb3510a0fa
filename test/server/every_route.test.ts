/** Every route there is, whoever adds one: no foreign page changes anything, and no foreign name of the host is answered. */
import { describe, expect, it } from "vitest";
import { pagePrefix } from "../../src/protocol/page.js";
import { createApp, createHandlers } from "../../src/server/app.js";
import { ArtifactPlaces } from "../../src/server/artifact_places.js";
import { artifactRoutes } from "../../src/server/artifact_routes.js";
import { pageArtifactRoutes } from "../../src/server/page/artifact_routes.js";
import { openStore } from "../../src/store/open.js";
import { tempFolder } from "../temp.js";
import { ask, call, serve } from "./serving.js";

interface OneRoute {
  readonly method: string;
  readonly path: string;
  /** Answered by the framework, which takes JSON. */
  readonly json: boolean;
}

const [foreignHost, foreignOrigin] = [
  "Invalid Host header - possible DNS rebinding attack detected",
  "Cross-origin request blocked",
];

/** Answer the same whatever is sent, and keep nothing. */
const constant = /\/(ui-telemetry|gateway-proxy|datasets\/search|traces\/search|traces\/metrics)$/;
/** Their bodies are files. */
const files = /\/(upload-artifact|mlflow-artifacts\/.*|artifacts\/file)$/;

async function everyRoute(): Promise<OneRoute[]> {
  const tracking = openStore(`sqlite:///${tempFolder()}/x.db`);
  const handlers = createHandlers({ tracking, registry: tracking, places: new ArtifactPlaces(null) });
  const app = createApp({ tracking, handlers, info: { version: "3", artifactServing: true } });
  await tracking.close();
  const ofFramework = app.routes.map(({ method, path }) => ({ method, path: path.replace(/:\w+/g, "x"), json: true }));
  const ofPage = Object.entries(pageArtifactRoutes).flatMap(([name, methods]) =>
    Object.keys(methods).map((method) => ({
      method,
      path: `${pagePrefix}/artifacts/${name}`,
      json: method === "POST",
    })),
  );
  const ofFiles = artifactRoutes.flatMap(({ path, methods }) =>
    Object.keys(methods).map((method) => ({ method, path: sampleOf(path), json: false })),
  );
  const others = ["/", "/index.html", "/assets/x.js"].map((path) => ({ method: "GET", path, json: false }));
  return [...ofFramework, ...ofPage, ...ofFiles, ...others, { method: "POST", path: "/graphql", json: true }];
}

/** A path that a route's pattern takes. */
function sampleOf(pattern: RegExp): string {
  const path = pattern.source
    .replace(/\\(.)/g, "$1")
    .replace(/^\^|\$$/g, "")
    .replace("(?:ajax-)?", "")
    .replace("(?:create|complete|abort)", "create")
    .replace(/\(\[\^\/\]\+\)|\(\.\*\)/g, "x");
  expect(path).toMatch(pattern);
  return path;
}

describe("every route", () => {
  it("is told here", async () => {
    const routes = (await everyRoute()).map(({ method, path }) => `${method} ${path}`);
    expect(routes.length).toBeGreaterThan(150);
    for (const known of ["POST /graphql", "GET /get-artifact", `PUT ${pagePrefix}/artifacts/file`]) {
      expect(routes).toContain(known);
    }
  });

  it("refuses foreign hosts, but for probes", async () => {
    const server = await serve();
    for (const { method, path } of await everyRoute()) {
      const headers = { host: "evil.example", "content-type": "application/json" };
      const answer = await ask(server, method, path, { headers, body: method === "GET" ? "" : "{}" });
      const probe = path === "/health" || path === "/version";
      expect([answer.status, method === "HEAD" ? foreignHost : answer.text], `${method} ${path}`).toEqual(
        probe ? [200, expect.any(String)] : [403, foreignHost],
      );
    }
  });

  it("changes nothing for foreign pages, and for those without an origin", async () => {
    const server = await serve();
    for (const { method, path } of await everyRoute()) {
      if (method === "GET" || method === "HEAD") continue;
      for (const origin of ["http://evil.example", "null"]) {
        const headers = { origin, "content-type": "application/json" };
        const answer = await ask(server, method, path, { headers, body: "{}" });
        expect([answer.status, answer.text], `${method} ${path} from ${origin}`).toEqual([403, foreignOrigin]);
      }
    }
    const { experiments } = (await call(server, "experiments/search", { max_results: 10 })) as {
      experiments: object[];
    };
    expect(experiments).toHaveLength(1);
  });

  it("takes JSON only where it says that it is JSON, which foreign pages cannot say unasked", async () => {
    const server = await serve();
    for (const { method, path, json } of await everyRoute()) {
      if (method !== "POST" && method !== "PUT") continue; // browsers ask before they send others
      if (constant.test(path) || (!json && files.test(path))) continue;
      for (const type of ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data"]) {
        const answer = await ask(server, method, path, { headers: { "content-type": type }, body: "{}" });
        expect([answer.status, answer.text], `${method} ${path}`).toEqual([
          400,
          expect.stringContaining("Content-Type must be one of ['application/json'"),
        ]);
      }
    }
  });
});
