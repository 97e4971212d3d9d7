/** How the sound is coded, and on how many channels. */
import { markAt, marksBy, type Mark, type NameRule } from "../marks.ts"
import { type Forms, phrasesOf } from "../phrases.ts"
import { gaps, isNumber, type Name } from "../tokens.ts"

const meaning = (value: string) => ({ kind: "audio" as const, value })

const sure: Forms = {
  AAC: "aac, he aac, heaac, aac lc, qaac",
  AC3: "ac3, ac3d, dolby digital",
  EAC3: "eac3, e ac3, ddp, ddpa, dd plus, e ac 3, dolby digital plus",
  DTS: "dts, dts es",
  "DTS-HD": "dts hd, dtshd, dts hd ma, dts hdma, dtshdma, dts ma, dts hd hra, dtsma",
  "DTS:X": "dts x, dtsx",
  TrueHD: "truehd, true hd, truehd atmos, dolby truehd",
  FLAC: "flac",
  PCM: "lpcm",
  channels: "2ch, 6ch, 8ch, 51ch"
}
const usual: Forms = { MP3: "mp3", PCM: "pcm", Atmos: "atmos, dolby atmos" }
const zone: Forms = {
  AC3: "dd",
  Opus: "opus, vorbis, ogg",
  channels: "stereo, mono, surround",
  "DTS-HD": "ma, hdma, hra",
  commentary: "commentary, with commentary"
}

const phrases = [
  ...phrasesOf("sure", sure, meaning),
  ...phrasesOf("usual", usual, meaning),
  ...phrasesOf("zone", zone, meaning)
]

/** `DD5.1`, `AAC2.0`, `DDP5 1`: a coding with the number of channels. */
const numbered =
  /^(?:dda?|ddp|ddpa|aac|ac3|eac3|dts|dtshd|dtsma|dtsx|truehd|flac|opus|lpcm|pcm|ma|mp3|hdma|atmos)[1-9]$/

const numberedAt = ({ tokens }: Name, at: number): Mark | undefined => {
  const { key, hasDigit } = tokens[at]!
  if (!hasDigit || !numbered.test(key) || key === "ac3" || key === "mp3") return undefined
  const fraction = tokens[at + 1]
  const isFraction = fraction !== undefined && fraction.key.length === 1 && isNumber(fraction.key)
  return markAt(at, isFraction ? at + 2 : at + 1, "sure", meaning(key))
}

/** `5.1`: two digits around a dot. In a title it would be a version number, so it proves nothing alone. */
const channelsAt = ({ tokens }: Name, at: number): Mark | undefined => {
  const fraction = tokens[at + 1]
  if (
    !tokens[at]!.hasDigit ||
    !/^[1-9]$/.test(tokens[at]!.key) ||
    fraction === undefined ||
    !/^[0-4](?:ch)?$/.test(fraction.key)
  )
    return undefined
  return fraction.gap === gaps.dot ? markAt(at, at + 2, "zone", meaning("channels")) : undefined
}

export const audio: NameRule = {
  name: "audio",
  reason: "Sound formats are spelled like no word of a title; channel numbers count only after the title's end.",
  find: (name) => marksBy(name, numberedAt, channelsAt),
  phrases
}
