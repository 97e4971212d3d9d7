/** What the inspector's two pages share: one document with one script, a policy that lets nothing else run, and the socket. */
import { createHash } from "node:crypto"
import * as HttpServerResponse from "effect/http/HttpServerResponse"
import { commonHeaders, type Reply } from "../http/reply.ts"

const style = `
:root { color-scheme: light dark; --line: #8885; --soft: #8881; --good: #1a7f37; --bad: #b42318 }
@media (prefers-color-scheme: dark) { :root { --good: #4ac26b; --bad: #ff8a7a } }
* { box-sizing: border-box }
body { font: 14px/1.45 system-ui, sans-serif; margin: 0; height: 100vh; display: flex; flex-direction: column }
header { display: flex; flex-wrap: wrap; gap: .25rem 1rem; align-items: baseline; padding: .5rem .75rem; border-bottom: 1px solid var(--line) }
h1 { font-size: 1rem; margin: 0 } a { color: inherit } code, pre, .mono { font: 12px/1.45 ui-monospace, monospace }
header .room { flex: 1 } #word { color: var(--bad) } .dim { opacity: .7 }
#link::before { content: "○ " } #link.open::before { content: "● "; color: var(--good) }
:focus-visible { outline: 2px solid Highlight; outline-offset: 1px }`

/** Opens the socket, opens it again when it ends, and tells how it is. The token is behind the #, which no server sees. */
export const socketScript = `
const link = document.querySelector("#link"), word = document.querySelector("#word");
const token = new URLSearchParams(location.hash.slice(1)).get("token");
const state = { socket: undefined, waitMs: 500 };
const asked = () => { const all = new URLSearchParams(location.search); all.delete("ui"); return all };
const say = (text) => { word.textContent = text };
const open = (hear, opened) => {
  const address = new URL(location.href.replace(/[?#].*/, "").replace(/\\/local$/, ""));
  address.protocol = address.protocol === "https:" ? "wss:" : "ws:";
  address.search = asked().toString();
  const socket = new WebSocket(address, token === null ? ["reelstate.inspect"] : ["reelstate.inspect", "reelstate.token." + token]);
  state.socket = socket;
  let wasOpen = false;
  socket.onopen = () => { wasOpen = true; state.waitMs = 500; link.className = "open"; link.textContent = "connected"; say(""); opened() };
  socket.onmessage = ({ data }) => hear(JSON.parse(data));
  socket.onclose = ({ reason }) => {
    link.className = ""; link.textContent = "not connected";
    say(reason || (wasOpen ? "The server has gone; trying again." : "The server does not let us in: is the movie known, the token right?"));
    setTimeout(() => open(hear, opened), state.waitMs);
    state.waitMs = Math.min(10_000, state.waitMs * 2);
  };
};`

export interface PageParts {
  readonly title: string
  readonly style: string
  readonly body: string
  readonly script: string
  /** The one origin that may be shown in a frame. */
  readonly frame?: string
}

const policyOf = (script: string, frame: string | undefined): string => {
  const hash = createHash("sha256").update(script).digest("base64")
  return [
    "default-src 'none'",
    `script-src 'sha256-${hash}'`,
    "style-src 'unsafe-inline'",
    "connect-src 'self'",
    `frame-src ${frame ?? "'none'"}`,
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'"
  ].join("; ")
}

/** `title`, `body` and `script` are ours and hold nothing that came from outside unescaped. */
export const pageReply = ({ body, frame, script, style: own, title }: PageParts): Reply =>
  HttpServerResponse.text(
    `<!doctype html><html lang="en"><head><meta charset="utf-8"><title>${title}</title>` +
      `<meta name="viewport" content="width=device-width, initial-scale=1"><style>${style}${own}</style></head>` +
      `<body>${body}<script>${script}</script></body></html>`,
    {
      contentType: "text/html; charset=utf-8",
      headers: {
        ...commonHeaders,
        "content-security-policy": policyOf(script, frame),
        "referrer-policy": "no-referrer"
      }
    }
  )
