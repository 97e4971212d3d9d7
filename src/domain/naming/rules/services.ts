/** The service a copy came from, in the short forms that names use. */
import { type Forms, phraseRule, phrasesOf } from "../phrases.ts"

const meaning = (value: string) => ({ kind: "service" as const, value })

const zone: Forms = {
  Netflix: "nf, netflix",
  iTunes: "it, itunes",
  Max: "max, hbo, hbo max",
  Hulu: "hulu",
  Stan: "stan",
  Amazon: "amazon, prime",
  "Disney+": "disney, disneyplus, dsnp",
  Apple: "appletv, apple tv, aptv",
  Peacock: "peacock",
  Crave: "crav, crave",
  other:
    "ip, iplayer, red, vudu, play, roku, tubi, mubi, sho, starz, stz, kino, cr, crunchyroll, now, sky, bcore, ma, hmax, cc, dcu, zee5, hs, ss, viki, viu"
}

export const services = phraseRule(
  "services",
  "A few short forms of services occur in no title; the others are words and count only after the title's end.",
  phrasesOf(
    "sure",
    { Amazon: "amzn", "Disney+": "dsnp", Apple: "atvp", Max: "hmax", Peacock: "pcok", "Paramount+": "pmtp" },
    meaning
  ),
  phrasesOf("zone", zone, meaning)
)
