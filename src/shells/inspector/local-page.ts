/** A receiver of our own, which needs no network: the chosen movies, where each is, its context, and what it heard. */
import type { Reply } from "../http/reply.ts"
import { pageReply, socketScript } from "./page-shell.ts"

const style = `
main { flex: 1; min-height: 0; display: grid; grid-template-columns: minmax(15rem, 24rem) 1fr; }
#actors { overflow: auto; margin: 0; padding: 0; list-style: none; border-right: 1px solid var(--line) }
#actors button { display: block; width: 100%; text-align: left; font: inherit; color: inherit; background: none; border: 0; border-bottom: 1px solid var(--line); padding: .4rem .75rem; cursor: pointer }
#actors button[aria-current="true"] { background: color-mix(in srgb, Highlight 22%, transparent) }
#actors .child button { padding-left: 2rem } #actors .gone { opacity: .55 } #actors .moved { animation: moved .8s }
@keyframes moved { from { background: color-mix(in srgb, Highlight 45%, transparent) } }
@media (prefers-reduced-motion: reduce) { #actors .moved { animation: none } }
.where { float: right; font-weight: 600 } section { overflow: auto; padding: .75rem; min-width: 0 }
h2 { font-size: 1rem; margin: 0 0 .25rem } table { border-collapse: collapse; width: 100% } td { border-top: 1px solid var(--line); padding: .2rem .75rem .2rem 0; vertical-align: top }
td.at { white-space: nowrap } td.json { overflow-wrap: anywhere } pre { background: var(--soft); padding: .5rem; overflow: auto; margin: .25rem 0 1rem; columns: 15rem }
form { display: flex; gap: .25rem } input { font: inherit; width: 14rem } p.empty { padding: 1rem; margin: 0 }
@media (max-width: 46rem) { main { grid-template-columns: 1fr; grid-template-rows: 40% 1fr } #actors { border-right: 0; border-bottom: 1px solid var(--line) } }`

const script = `${socketScript}
const list = document.querySelector("#actors"), detail = document.querySelector("section"), count = document.querySelector("#count");
const actors = new Map(), eventsMax = 200, actorsMax = 2_000;
let chosen, isDrawing = false;
const element = (name, text, className) => Object.assign(document.createElement(name), { textContent: text ?? "", className: className ?? "" });
const pathOf = (value) => typeof value === "string" ? value : Object.entries(value ?? {}).map(([key, inner]) => key + "." + pathOf(inner)).join(" | ");
const whereOf = ({ status, value }) => status === "active" && value !== undefined ? pathOf(value) : status + (value === undefined ? "" : " in " + pathOf(value));
const timeOf = (at) => new Date(Number(at)).toISOString().replace("T", " ").replace(/\\.000Z$/, "").replace("Z", "");
const row = (actor) => {
  const item = element("li", "", actor.parentId === undefined ? "" : "child"), button = element("button");
  button.type = "button";
  actor.where = element("span", "", "where mono");
  actor.button = button;
  button.append(actor.where, element("span", actor.name));
  button.onclick = () => { chosen = actor.sessionId; draw() };
  item.append(button);
  const family = [...actors.values()].filter((each) => each !== actor && each.rootId === actor.rootId && each.item);
  if (family.length > 0) family.at(-1).item.after(item); else list.append(item);
  actor.item = item;
};
const hear = (message) => {
  if (message.type === "bridge.problem") return say(message.detail);
  if (message.type === "bridge.watching") return (count.textContent = message.movies + " of at most " + message.max + " movies");
  const known = actors.get(message.sessionId);
  if (message.type === "bridge.coalesced") {
    if (known) known.log.unshift({ at: "", type: message.skipped + " messages left out", json: "" });
  } else if (message.type === "@xstate.actor") {
    if (!known && actors.size >= actorsMax) return;
    const actor = known ?? { log: [] };
    Object.assign(actor, { sessionId: message.sessionId, rootId: message.rootId, parentId: message.parentId, name: message.name, snapshot: message.snapshot });
    actors.set(message.sessionId, actor);
    if (!known) row(actor);
    chosen ??= message.sessionId;
  } else if (!known) return;
  else if (message.type === "@xstate.event") {
    const { type, ...rest } = message.event;
    known.log.unshift({ at: message.createdAt, type, json: JSON.stringify(rest) });
    known.log.length = Math.min(known.log.length, eventsMax);
  } else if (message.type === "@xstate.snapshot") {
    if (whereOf(known.snapshot) !== whereOf(message.snapshot)) known.hasMoved = true;
    known.snapshot = message.snapshot;
  }
  if (known) known.isStale = true;
  if (!isDrawing) { isDrawing = true; requestAnimationFrame(draw) }
};
const draw = () => {
  isDrawing = false;
  for (const actor of actors.values()) {
    const where = whereOf(actor.snapshot);
    if (actor.where.textContent !== where) actor.where.textContent = where;
    actor.button.setAttribute("aria-current", String(actor.sessionId === chosen));
    actor.button.classList.toggle("gone", actor.snapshot.status !== "active");
    if (actor.hasMoved) { actor.button.classList.remove("moved"); void actor.button.offsetWidth; actor.button.classList.add("moved"); actor.hasMoved = false }
  }
  const actor = actors.get(chosen);
  if (!actor) return;
  const table = element("table");
  for (const { at, json, type } of actor.log) {
    const line = element("tr");
    line.append(element("td", at && timeOf(at), "at mono dim"), element("td", type, "mono"), element("td", json === "{}" ? "" : json, "mono json dim"));
    table.append(line);
  }
  const { context, input, output } = actor.snapshot;
  detail.replaceChildren(
    element("h2", actor.name),
    element("p", actor.sessionId + " is " + whereOf(actor.snapshot), "mono"),
    element("pre", JSON.stringify(context ?? { input, output }, undefined, 1).replace(/^{\\n|\\n}$/g, "").replace(/^ /gm, "")),
    element("h2", "What it heard, the newest first"),
    table
  );
};
document.querySelector("form").onsubmit = (event) => {
  event.preventDefault();
  const field = document.querySelector("input"), refs = field.value.split(/[\\s,]+/).filter(Boolean);
  if (refs.length > 0) state.socket.send(JSON.stringify({ add: refs }));
  field.value = "";
};
const away = document.querySelector("#away");
away.href = location.pathname.replace(/\\/local$/, "") + location.search + location.hash;
open(hear, () => {});`

const body =
  `<header><h1>reelstate inspector</h1><span id="link">connecting</span><span id="count" class="dim"></span>` +
  `<span id="word" role="status"></span><span class="room"></span>` +
  `<form><input aria-label="Movies to show as well" placeholder="tmdb:13, m_0123456789"><button>Show</button></form>` +
  `<a id="away" href="..">in Stately's inspector</a></header>` +
  `<main><ul id="actors" aria-label="Actors"></ul><section aria-label="One actor" tabindex="0">` +
  `<p class="empty">Nothing is shown yet. Name movies above, or in the address: <code>?movies=tmdb:13</code>, ` +
  `<code>?state=deep</code>, <code>?sample=20</code>.</p></section></main>`

export const localPage: Reply = pageReply({ title: "reelstate inspector", style, body, script })
