/**
 * The page that shows Stately's inspector (or one of one's own) in a frame, and hands it what comes over the socket: to that
 * frame and that origin alone, and only after it has said from there that it listens.
 */
import { escapeHtml, type Reply } from "../http/reply.ts"
import { pageReply, socketScript } from "./page-shell.ts"

const style = `
iframe { flex: 1; width: 100%; border: 0; background: #fff }`

const frameScript = `
const frame = document.querySelector("iframe");
const origin = new URL(frame.dataset.src).origin;
let isListening = false;
const post = (message) => frame.contentWindow.postMessage(message, origin);
const hear = (message) => {
  if (message.type === "bridge.problem") return say(message.detail);
  if (message.type === "bridge.watching") return (document.querySelector("#count").textContent = message.movies + " movies");
  if (typeof message._version !== "string") return;
  post(message);
};
addEventListener("message", ({ data, origin: from, source }) => {
  if (source !== frame.contentWindow || from !== origin || data?.type !== "@statelyai.connected") return;
  isListening = true;
  say("");
  // A frame that was loaded anew knows nothing: the socket is opened anew, and tells everything.
  if (state.socket === undefined) open(hear, () => {});
  else { state.waitMs = 0; state.socket.close() }
});
setTimeout(() => {
  if (!isListening) say("The inspector at " + origin + " does not answer. Without a network, look here:");
}, 5_000);
document.querySelector("#local").href = location.pathname.replace(/\\/$/, "") + "/local?" + asked() + location.hash;
frame.src = frame.dataset.src;`

const script = `${socketScript}
${frameScript}`

/** `ui` was looked up in the list of those that may be shown. */
export const bridgePage = (ui: URL): Reply =>
  pageReply({
    title: "reelstate, in an inspector",
    style,
    frame: ui.origin,
    script,
    body:
      `<header><h1>reelstate</h1><span id="link">waiting for the inspector</span><span id="count" class="dim"></span>` +
      `<span id="word" role="status"></span><span class="room"></span><a id="local" href="local">without a network</a>` +
      `<span class="dim">shown by ${escapeHtml(ui.origin)}</span></header>` +
      `<iframe title="The inspector" data-src="${escapeHtml(ui.href)}" referrerpolicy="no-referrer"></iframe>`
  })
