/** How the picture is coded, and the container when it is said in the name. */
import { type Forms, phraseRule, phrasesOf } from "../phrases.ts"

const meaning = (value: string) => ({ kind: "codec" as const, value })

const sure: Forms = {
  H264: "x264, h264, h 264, x 264, avc1, x264 hi10p",
  H265: "x265, h265, h 265, x 265, hevc, hevc10, x265 10bit, h266, x266",
  XviD: "xvid, xvidhd",
  DivX: "divx, divx5, divx6",
  AV1: "av1",
  "VC-1": "vc1, vc 1",
  VP9: "vp9, vp8",
  MPEG: "mpeg2, mpeg 2, mpeg4, mpeg 4, mpeg1"
}

export const codec = phraseRule(
  "codec",
  "No title is called x264; `AVC` and container names count only beside other tags.",
  phrasesOf("sure", sure, meaning),
  phrasesOf("capitals", { H264: "avc" }, meaning),
  phrasesOf("usual", { container: "mkv, mp4, avi, m4v, wmv" }, meaning)
)
