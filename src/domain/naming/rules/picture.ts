/** How the picture is: resolution, dynamic range, depth, 3D, frame rate. */
import { type Forms, phrasesOf } from "../phrases.ts"
import { type Mark, markAt, marksBy, type NameRule } from "../marks.ts"
import type { Name } from "../tokens.ts"

const meaning = (value: string) => ({ kind: "picture" as const, value })

const sure: Forms = {
  "480p": "480p, 480i",
  "540p": "540p",
  "576p": "576p, 576i",
  "720p": "720p, 720i, hd720p",
  "1080p": "1080p, 1080i, hd1080p",
  "1440p": "1440p",
  "2160p": "2160p, 2160i, uhd, ultra hd, 4k uhd, uhd 4k",
  "4320p": "4320p",
  "10bit": "10bit, 10 bit, 10bits, hi10p, hi10, main10",
  "8bit": "8bit, 8 bit",
  "12bit": "12bit",
  HDR10: "hdr10, hdr10plus, hdr10p",
  "Dolby Vision": "dolby vision, dovi",
  "3D SBS": "hsbs, h sbs, half sbs, fsbs, f sbs, full sbs, 3d sbs, 3d hsbs, 3d h sbs, 3d half sbs, sbs 3d",
  "3D OU": "hou, h ou, half ou, 3d hou, 3d h ou, 3d half ou, half tab, 3d ou, half over under",
  "60fps": "60fps, 60 fps",
  "24fps": "24fps, 25fps, 30fps, 50fps"
}
const usual: Forms = {
  "4K": "4k, 4kuhd",
  "8K": "8k",
  HDR: "hdr",
  "3D": "3d",
  "1080p": "full hd, fullhd, fhd",
  "3D SBS": "sbs"
}
const capitals: Forms = { HD: "hd", HLG: "hlg" }
const zone: Forms = {
  SD: "sd, sdr",
  "Dolby Vision": "dv",
  "720p": "720",
  "1080p": "1080",
  "2160p": "2160",
  widescreen: "ws, widescreen, fs, fullscreen, full screen",
  "3D OU": "ou, over under",
  "3D": "mvc, anaglyph",
  upscaled: "upscaled, upscale, ai upscale, ai upscaled"
}

const phrases = [
  ...phrasesOf("sure", sure, meaning),
  ...phrasesOf("usual", usual, meaning),
  ...phrasesOf("capitals", capitals, meaning),
  ...phrasesOf("zone", zone, meaning)
]

const frame = /^\d{3,4}x\d{3,4}p?$/

const frameAt = ({ tokens }: Name, at: number): Mark | undefined =>
  tokens[at]!.hasDigit && frame.test(tokens[at]!.key) ? markAt(at, at + 1, "sure", meaning(tokens[at]!.key)) : undefined

export const picture: NameRule = {
  name: "picture",
  reason:
    "Resolutions and picture formats are spelled like no word of a title; the few that are words count only among other tags.",
  find: (name) => marksBy(name, frameAt),
  phrases
}
