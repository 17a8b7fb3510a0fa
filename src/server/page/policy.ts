/** What a browser may do with the page, and with a file of the store that it shows in a frame (Content-Security-Policy). */

/**
 * The page runs its own scripts only and sends requests to its own server only. Styles may be inline: CodeMirror, Plotly and uPlot set
 * them. Markup cannot run scripts, whoever put it into the page, and strings become markup by the sanitiser only
 * (`src/ui/parts/trusted_types.ts`). `ancestors` are sources of CSP; none: every page may show it in a frame.
 */
export function pagePolicy(ancestors: readonly string[]): string {
  return joined([
    "default-src 'self'",
    "script-src 'self'",
    "style-src 'self' 'unsafe-inline'",
    "img-src 'self' data: blob:",
    "media-src 'self' blob:",
    "font-src 'self' data:",
    "connect-src 'self'",
    "worker-src 'self' blob:",
    "frame-src 'self' blob:",
    "object-src 'none'",
    "base-uri 'none'",
    "form-action 'none'",
    "require-trusted-types-for 'script'",
    "trusted-types default dompurify",
    ...ancestorsOf(ancestors),
  ]);
}

/** What a document of the store may do in its frame. */
export interface FrameRights {
  /** Sources of scripts. */
  readonly scripts: string;
  /** To load over https; a reader gives it. */
  readonly network: boolean;
}

export const anyScript = "'unsafe-inline' 'unsafe-eval'";

/**
 * A file of the store runs as if it came from nowhere: it reaches neither the page nor the server, under whatever address it is
 * opened, and, unless a reader allows the `network`, nothing else either.
 */
export function framePolicy(ancestors: readonly string[], { scripts, network }: FrameRights): string {
  const more = network ? " https:" : "";
  return joined([
    "sandbox allow-scripts",
    "default-src 'none'",
    `script-src ${scripts}${more}`,
    `style-src 'unsafe-inline'${more}`,
    `img-src data: blob:${more}`,
    `media-src data: blob:${more}`,
    `font-src data:${more}`,
    `connect-src ${network ? "https:" : "'none'"}`,
    "form-action 'none'",
    "base-uri 'none'",
    ...ancestorsOf(ancestors),
  ]);
}

/**
 * CSP says nothing of WebRTC, of what a browser connects to before it asks the policy, and of a document that goes elsewhere
 * itself, be it on this server. Browsers that know this header (Chromium since 152) connect a document to nothing at all.
 */
export const noConnections = { "connection-allowlist": "()" };

function ancestorsOf(sources: readonly string[]): string[] {
  return sources.length === 0 ? [] : [`frame-ancestors ${sources.join(" ")}`];
}

function joined(directives: readonly string[]): string {
  return directives.join("; ");
}
