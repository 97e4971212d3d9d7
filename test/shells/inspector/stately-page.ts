/**
 * A page of somebody else, on another origin: Stately's own `createBrowserReceiver` with a list of what it is told. It stands
 * for stately.ai/inspect, which speaks the same and needs a network.
 */
import { createServer } from "node:http"
import type { AddressInfo } from "node:net"
import { build, type Rolldown } from "vite"

const entry = "virtual:receiver"
const code = `
import { createBrowserReceiver } from "@statelyai/inspect";
const actors = new Map();
window.told = [];
const list = document.querySelector("#actors"), log = document.querySelector("#log");
createBrowserReceiver().subscribe((event) => {
  window.told.push(event);
  if (event.type === "@xstate.actor" && !actors.has(event.sessionId)) {
    const item = document.createElement("li");
    item.append(document.createElement("b"), " ", document.createElement("code"));
    item.firstChild.textContent = (event.parentId ? "\\u21b3 " : "") + event.name;
    actors.set(event.sessionId, item);
    list.append(item);
  }
  if (event.snapshot) {
    const item = actors.get(event.sessionId);
    if (item) item.lastChild.textContent = JSON.stringify(event.snapshot.value ?? event.snapshot.status);
  }
  if (event.type === "@xstate.event") {
    const line = document.createElement("li");
    line.textContent = new Date(Number(event.createdAt)).toISOString().slice(0, 19) + "  " + event.event.type + "  \\u2192 " + event.sessionId;
    log.prepend(line);
  }
});`

const html = (script: string) => `<!doctype html><html lang="en"><meta charset="utf-8"><title>a receiver</title>
<style>body{font:14px/1.5 system-ui;margin:1rem;display:grid;grid-template-columns:22rem 1fr;gap:1rem;color:#222;background:#fff}
h1,h2{font-size:1rem;margin:0 0 .5rem}ul{margin:0;padding:0;list-style:none}li{border-top:1px solid #ddd;padding:.15rem 0}
#log{font:12px/1.5 ui-monospace,monospace}code{font-size:12px;color:#555}</style>
<div><h1>createBrowserReceiver</h1><ul id="actors"></ul></div><div><h2>events</h2><ul id="log"></ul></div>
<script type="module">${script}</script></html>`

const bundle = async (): Promise<string> => {
  const built = (await build({
    configFile: false,
    logLevel: "silent",
    plugins: [
      {
        name: "receiver",
        resolveId: (id) => (id === entry ? entry : undefined),
        load: (id) => (id === entry ? code : undefined)
      }
    ],
    build: { write: false, rollupOptions: { input: entry } }
  })) as Rolldown.RolldownOutput
  return built.output[0].code
}

/** Serves the page on a port of its own, which is another origin. */
export const serveStatelyPage = async () => {
  const page = html((await bundle()).replaceAll("</script", "<\\/script"))
  const server = createServer((_, response) => {
    response.setHeader("content-type", "text/html; charset=utf-8")
    response.end(page)
  })
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve))
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/receiver`,
    close: () => new Promise((resolve) => server.close(resolve))
  }
}
