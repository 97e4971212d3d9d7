/** Words about the release itself: repaired, complete, dubbed, subtitled. */
import { type Forms, phraseRule, phrasesOf } from "../phrases.ts"

const meaning = (value: string) => ({ kind: "flag" as const, value })

const sure: Forms = {
  repaired: "repack, repack2, repack3, rerip, readnfo, read nfo, nfofix, dirfix, subfix, syncfix, audiofix",
  subtitled:
    "hardsub, hardsubs, hardsubbed, hardcoded, korsub, multisub, multisubs, multi subs, multi sub, msub, msubs, esub, esubs, engsub, engsubs, eng sub, eng subs, english sub, english subs, english subtitles, english subtitle, nlsub, nlsubs, nl subs, vostfr, subfrench, swesub, dksub, nlsubbed, subita, sub ita, softsub, softsubs, vietsub, indosub, legendado",
  dubbed:
    "truefrench, vff, vfq, vfi, vf2, dual audio, dualaudio, multi audio, dublado, line dubbed, linedubbed, mic dubbed, fandub"
}
const usual: Forms = {
  dubbed: "dubbed, dual, multi, multi5, multi6, multi7, multi8",
  subtitled: "subbed, subtitled",
  uncensored: "colorized, colourized"
}
const capitals: Forms = {
  repaired: "proper, real, real proper, proper real",
  release: "internal, limited, complete, retail, festival, hybrid, docu, stv, multi complete, dc docu, custom",
  dubbed: "dl, ml, vf, md, ld"
}
const zone: Forms = {
  repaired: "proper, real, v2, v3, fixed",
  release:
    "internal, limited, complete, retail, festival, hybrid, docu, stv, custom, p2p, scene, rip, encode, reencode, untouched, full, sample2, version",
  subtitled: "hc, sub, subs, subtitles, softcoded, forced, cc, sdh, nosubs, no subs, vost, vosta, vo, st, omu, ov",
  dubbed: "dub, dubs, audio, line, ac, vf, dl, ml, nordic, latino",
  size: "mb, gb, 700mb, 1gb, 2gb, 800mb, 1400mb"
}

export const flags = phraseRule(
  "flags",
  "`Proper`, `Real`, `Limited` are words of titles: they are flags in capitals beside other tags, or after the title's end.",
  phrasesOf("sure", sure, meaning),
  phrasesOf("usual", usual, meaning),
  phrasesOf("capitals", capitals, meaning),
  phrasesOf("zone", zone, meaning)
)
