import { describe, expect, it } from "vitest";
import { judge, type Security, type Verdict } from "../../src/server/security.js";

const usual: Security = { allowedHosts: null, allowedOrigins: [], frameOptions: "SAMEORIGIN" };

function ask(method: string, headers: Record<string, string>, security = usual, path = "/api/2.0/mlflow/x"): Verdict {
  return judge({ method, path, headers: { host: "127.0.0.1:5000", ...headers } }, security);
}

describe("the Host header", () => {
  it.each([
    "localhost",
    "LOCALHOST:5000",
    "127.0.0.1:1",
    "[::1]",
    "[::1]:5000",
    "0.0.0.0:5000",
    "10.1.2.3:5000",
    "192.168.0.7",
    "172.16.0.1",
    "172.31.255.1:80",
    "[fd00::1]:5000",
  ])("%s is of this machine or of a private network", (host) => {
    expect(ask("GET", { host }).answer).toBeUndefined();
  });

  it.each([
    "evil.example",
    "",
    "localhost.evil.example",
    "10.evil.example",
    "192.168.evil.example:5000",
    "172.32.0.1",
    "172.15.0.1",
    "8.8.8.8",
    "[2001:db8::1]:5000",
    "127.0.0.1@evil.example",
    "localhost:5000:6000",
  ])("%s is refused", (host) => {
    expect(ask("GET", { host }).answer).toEqual({
      status: 403,
      text: "Invalid Host header - possible DNS rebinding attack detected",
    });
  });

  it("is not asked for by probes", () => {
    expect(ask("GET", { host: "evil.example" }, usual, "/health").answer).toBeUndefined();
    expect(ask("GET", { host: "evil.example" }, usual, "/version").answer).toBeUndefined();
    expect(ask("GET", { host: "evil.example" }, usual, "/health/").answer?.status).toBe(403);
  });

  it.each([
    ["mlflow.example.com", "mlflow.example.com", true],
    ["mlflow.example.com", "MLflow.example.com", true],
    ["mlflow.example.com", "mlflow.example.com:5000", false],
    ["mlflow.example.com:*", "mlflow.example.com:5000", true],
    ["*.example.com", "a.b.example.com", true],
    ["*.example.com", "example.com", false],
    ["*.example.com", "evil.example.com.evil", false],
    ["a*b*c", "axbxc", true],
    ["a*bb*c", "abc", false],
    ["ab*ba", "aba", false],
    ["[::1]:*", "[::1]:5000", true],
    ["[[]::1]:*", "[::1]:5000", true],
    ["*", "evil.example", true],
    ["mlflow.example.com", "localhost", false],
  ])("allowed as %s, sent as %s: %s", (allowed, host, passes) => {
    expect(ask("GET", { host }, { ...usual, allowedHosts: [allowed] }).answer === undefined).toBe(passes);
  });
});

describe("the Origin header", () => {
  const blocked = { status: 403, text: "Cross-origin request blocked" };

  it("of another site may read and not change", () => {
    const origin = "http://evil.example";
    expect(ask("GET", { origin })).toEqual({
      headers: { "x-content-type-options": "nosniff", "x-frame-options": "SAMEORIGIN" },
    });
    for (const method of ["POST", "PUT", "PATCH", "DELETE"]) expect(ask(method, { origin }).answer).toEqual(blocked);
    expect(ask("POST", { origin }, usual, "/graphql").answer).toEqual(blocked);
  });

  it.each([
    "null",
    "http://localhost.evil.example",
    "http://localhost@evil.example",
    "http://127.0.0.1.evil.example",
    "http://0.0.0.0",
    "https://127.0.0.1:5000/path",
  ])("%s is of another site", (origin) => {
    expect(ask("POST", { origin }).answer).toEqual(blocked);
  });

  it.each(["http://localhost:3000", "https://localhost", "http://127.0.0.1", "http://[::1]:8080"])(
    "%s is of this machine, and may read the answer",
    (origin) => {
      expect(ask("POST", { origin })).toEqual({
        headers: {
          "x-content-type-options": "nosniff",
          "x-frame-options": "SAMEORIGIN",
          "access-control-allow-origin": origin,
          "access-control-allow-credentials": "true",
          "access-control-expose-headers": "*",
          vary: "Origin",
        },
      });
    },
  );

  it("may be the server's own page, under a name that it is allowed to have", () => {
    const headers = { host: "mlflow.example.com", origin: "https://mlflow.example.com" };
    expect(ask("POST", headers, { ...usual, allowedHosts: ["mlflow.example.com"] }).answer).toBeUndefined();
    expect(ask("POST", { host: "evil.example", origin: "http://evil.example" }).answer?.status).toBe(403);
  });

  it("may be allowed by name, by pattern, or all", () => {
    const some: Security = { ...usual, allowedOrigins: ["https://ui.example.com", "https://*.lab.example"] };
    expect(ask("POST", { origin: "https://ui.example.com" }, some).answer).toBeUndefined();
    expect(ask("POST", { origin: "https://a.lab.example" }, some).answer).toBeUndefined();
    expect(ask("POST", { origin: "http://ui.example.com" }, some).answer).toEqual(blocked);
    const { headers, answer } = ask("POST", { origin: "http://evil.example" }, { ...usual, allowedOrigins: ["*"] });
    expect(answer).toBeUndefined();
    expect(headers["access-control-allow-origin"]).toBe("*");
    expect(headers["access-control-allow-credentials"]).toBeUndefined();
  });

  it("is asked about before a request (preflight)", () => {
    const wish = { "access-control-request-method": "POST", "access-control-request-headers": "content-type" };
    expect(ask("OPTIONS", { origin: "http://evil.example", ...wish }).answer).toEqual({
      status: 400,
      text: "Disallowed CORS origin",
    });
    expect(ask("OPTIONS", { origin: "http://localhost:3000", ...wish })).toEqual({
      headers: {
        "x-content-type-options": "nosniff",
        "x-frame-options": "SAMEORIGIN",
        "access-control-allow-origin": "http://localhost:3000",
        "access-control-allow-credentials": "true",
        "access-control-allow-headers": "content-type",
        "access-control-allow-methods": "GET, POST, PUT, DELETE, OPTIONS, PATCH",
        "access-control-expose-headers": "*",
        "access-control-max-age": "600",
        vary: "Origin",
      },
      answer: { status: 200, text: "OK" },
    });
  });

  it("and frames are as the options say", () => {
    expect(ask("GET", {}, { ...usual, frameOptions: null }).headers).toEqual({ "x-content-type-options": "nosniff" });
  });
});
