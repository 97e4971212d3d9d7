/** The answer to the same question about another film, chosen by the seed: what a service with mixed-up records would answer from. */
import type { ProviderName } from "../../../services/data-provider.ts"
import type { Reply } from "../reply.ts"
import type { Asked } from "../target.ts"
import { afresh, type FaultScene } from "./fault.ts"

/** How the film is named in a request of each provider, and in the keys of the answers that there are. */
const names: Readonly<Record<ProviderName, { readonly asked: RegExp; readonly keys: RegExp }>> = {
  tmdb: { asked: /^\/(?:movie|person)\/(\d+)(?=\/|$)/, keys: /^tmdb \/movie\/(\d+)$/ },
  imdb: { asked: /^\/$/, keys: /^imdb \/\?i=(tt\d+)$/ },
  wikidata: { asked: /(Q\d+)(?=\.json$)/, keys: /^wikidata .*\/(Q\d+)\.json$/ },
  wikipedia: { asked: /\/page\/summary\/([^/]+)$/, keys: /^wikipedia \/en\/page\/summary\/(.+)$/ },
  images: { asked: /^\/t\/p\/(.+)$/, keys: /^images \/t\/p\/(.+)$/ }
}

/** Some films lack a page or are gone; one that is there is found soon. */
const triesMax = 20

const askedAbout = (asked: Asked, current: string, other: string): Asked => {
  if (asked.provider === "imdb") return { ...asked, query: { ...asked.query, i: other } }
  const { asked: pattern } = names[asked.provider]
  return { ...asked, path: asked.path.replace(pattern, (found) => found.replace(current, () => other)) }
}

/** Undefined for a question that is about no single film, such as a search, and where there is no other film. */
export const otherFilm = ({ asked, chance, honest, shelf }: FaultScene): Reply | undefined => {
  const { asked: pattern, keys } = names[asked.provider]
  const current = asked.provider === "imdb" ? asked.query["i"] : pattern.exec(asked.path)?.[1]
  const others = shelf.keys(keys).filter((key) => keys.exec(key)?.[1] !== current)
  if (current === undefined || others.length === 0) return undefined
  for (let tries = 0; tries < triesMax; tries++) {
    const other = keys.exec(chance.among(others))?.[1] ?? current
    const reply = honest(afresh(askedAbout(asked, current, other)))
    if (reply.status === 200) return reply
  }
  return undefined
}
