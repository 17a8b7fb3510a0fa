/** Which requests a server answers: the Host and Origin checks of MLflow 3.5 and later, and the headers that go with each answer. */
import type { IncomingHttpHeaders } from "node:http";
import { isIP } from "node:net";

export interface Security {
  /** `Host` headers to accept, with `*` for any text (`*.example.com:*`); null: this machine and private addresses. */
  readonly allowedHosts: readonly string[] | null;
  /** Origins whose pages may change something, besides this server's own page and pages of this machine. `*`: all. */
  readonly allowedOrigins: readonly string[];
  /** Value of `X-Frame-Options`; null: not sent. */
  readonly frameOptions: string | null;
  /** Pages that may show this server's page in a frame, as sources of CSP (`'self'`, `https://hub.example.com`); goes before `frameOptions`. */
  readonly frameAncestors?: readonly string[];
}

export interface RequestHead {
  readonly method: string;
  /** Path without query and without the static prefix. */
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
}

export interface Verdict {
  /** To be sent with whatever answers the request. */
  readonly headers: Readonly<Record<string, string>>;
  /** The answer, where the request goes no further: plain text. */
  readonly answer?: { readonly status: number; readonly text: string };
}

const changing: ReadonlySet<string> = new Set(["POST", "PUT", "DELETE", "PATCH"]);
const corsMethods = "GET, POST, PUT, DELETE, OPTIONS, PATCH";

export function judge(request: RequestHead, security: Security): Verdict {
  const headers = commonHeaders(security);
  if (!mayNameHost(request, security.allowedHosts)) {
    const text = "Invalid Host header - possible DNS rebinding attack detected";
    return { headers, answer: { status: 403, text } };
  }
  const origin = request.headers.origin;
  if (origin === undefined) return { headers };
  const allowed = mayComeFrom(origin, request.headers.host ?? "", security.allowedOrigins);
  const shared = allowed ? { ...headers, ...sharingHeaders(origin, security) } : headers;
  if (request.method === "OPTIONS" && request.headers["access-control-request-method"] !== undefined) {
    return preflight(request, shared, allowed);
  }
  if (allowed || !changing.has(request.method)) return { headers: shared };
  return { headers, answer: { status: 403, text: "Cross-origin request blocked" } };
}

function commonHeaders({ frameOptions, frameAncestors: ancestors }: Security): Record<string, string> {
  const nosniff = { "x-content-type-options": "nosniff" };
  return frameOptions === null || ancestors !== undefined ? nosniff : { ...nosniff, "x-frame-options": frameOptions };
}

/** Sources for `frame-ancestors`; none: any page may. */
export function frameAncestors(security: Security): readonly string[] {
  if (security.frameAncestors !== undefined) return security.frameAncestors;
  if (security.frameOptions === null) return [];
  return security.frameOptions === "DENY" ? ["'none'"] : ["'self'"];
}

/** Probes of load balancers name the machine as they like. */
function mayNameHost({ path, headers }: RequestHead, allowedHosts: readonly string[] | null): boolean {
  if (path === "/health" || path === "/version") return true;
  const host = headers.host?.toLowerCase() ?? "";
  if (allowedHosts === null) return isOfThisMachine(hostname(host)) || isPrivate(hostname(host));
  return allowedHosts.some((pattern) => matches(pattern.toLowerCase(), host));
}

/**
 * MLflow compares private addresses by their first letters, so that `10.evil.example` passes; here only addresses do.
 * Besides MLflow, the server's own page may change things under whatever name it is allowed to have.
 */
function mayComeFrom(origin: string, host: string, allowedOrigins: readonly string[]): boolean {
  if (allowedOrigins.some((pattern) => matches(pattern, origin))) return true;
  const found = /^[a-z][a-z0-9+.-]*:\/\/([^/@]+)$/i.exec(origin)?.[1]?.toLowerCase();
  if (found === undefined) return false;
  return found === host.toLowerCase() || (hostname(found) !== "0.0.0.0" && isOfThisMachine(hostname(found)));
}

function isOfThisMachine(name: string): boolean {
  return ["localhost", "127.0.0.1", "::1", "0.0.0.0"].includes(name);
}

/** RFC 1918 and RFC 4193. */
function isPrivate(name: string): boolean {
  if (isIP(name) === 6) return /^f[cd][0-9a-f]{2}:/.test(name);
  if (isIP(name) !== 4) return false;
  const [first, second] = name.split(".").map(Number);
  return first === 10 || (first === 192 && second === 168) || (first === 172 && second! >= 16 && second! < 32);
}

/** `localhost` of `localhost:5000`, `::1` of `[::1]:5000`. */
function hostname(host: string): string {
  return /^\[([^\]]*)\](?::\d+)?$/.exec(host)?.[1] ?? /^([^:]*)(?::\d+)?$/.exec(host)?.[1] ?? host;
}

function matches(pattern: string, text: string): boolean {
  if (!pattern.includes("*")) return pattern === text;
  // MLflow's patterns write a literal bracket as a class of one: `[[]::1]:*`
  const parts = pattern.replaceAll("[[]", "[").split("*");
  const [first, last] = [parts[0]!, parts.at(-1)!];
  if (!text.startsWith(first) || !text.endsWith(last) || text.length < first.length + last.length) return false;
  const middle = text.slice(first.length, text.length - last.length);
  let from = 0;
  for (const part of parts.slice(1, -1)) {
    const at = middle.indexOf(part, from);
    if (at < 0) return false;
    from = at + part.length;
  }
  return true;
}

/** Lets a page of `origin` read the answer; with `*` never together with the reader's credentials. */
function sharingHeaders(origin: string, security: Security): Record<string, string> {
  const anyone = security.allowedOrigins.includes("*");
  return {
    "access-control-allow-origin": anyone ? "*" : origin,
    "access-control-expose-headers": "*",
    ...(!anyone && { "access-control-allow-credentials": "true", vary: "Origin" }),
  };
}

function preflight(request: RequestHead, headers: Verdict["headers"], allowed: boolean): Verdict {
  if (!allowed) return { headers, answer: { status: 400, text: "Disallowed CORS origin" } };
  const wanted = request.headers["access-control-request-headers"];
  return {
    headers: {
      ...headers,
      "access-control-allow-methods": corsMethods,
      "access-control-max-age": "600",
      ...(wanted !== undefined && { "access-control-allow-headers": wanted }),
    },
    answer: { status: 200, text: "OK" },
  };
}
