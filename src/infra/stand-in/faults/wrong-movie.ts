import { jsonOf, withJson } from "../reply.ts"
import { afresh, fault } from "./fault.ts"
import { otherFilm } from "./other-film.ts"

/** Nothing marks such an answer as wrong but what it says. A search has no single film, and is answered as always. */
export const wrongMovie = fault({
  kind: "wrong-movie",
  what: "the answer about another film, with that film's id, or under the id that was asked",
  variants: ["its-own-id", "the-asked-id"],
  reply: (scene) => {
    const reply = otherFilm(scene)
    if (reply === undefined) return scene.honest()
    const wrong = jsonOf(reply)
    const right = scene.variant === "the-asked-id" ? jsonOf(scene.honest(afresh(scene.asked))) : undefined
    const id = right?.["id"]
    return wrong === undefined || id === undefined ? reply : withJson(reply, { ...wrong, id })
  }
})
