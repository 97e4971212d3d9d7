/** Where the copy was taken from. */
import { type Forms, phraseRule, phrasesOf } from "../phrases.ts"

const meaning = (value: string) => ({ kind: "source" as const, value })

const sure: Forms = {
  "Blu-ray":
    "bluray, blu ray, bluray disc, bdrip, bd rip, brrip, br rip, bdremux, bd remux, uhdbd, bd25, bd50, bd66, bd100, bdmux, uhdrip, bdmv, microhd, mhd, bdr",
  REMUX: "remux, uhdremux, uhd remux, bdmvremux",
  "WEB-DL": "web dl, webdl, webmux, dlmux, web mux, webdlrip, web dlrip, web dl rip",
  WEBRip: "webrip, web rip, webcap, web cap, hdweb",
  HDTV: "hdtv, hdtvrip, hdtv rip, pdtv, pdtvrip, sdtv, dsr, dsrip, dthrip, tvrip, tv rip, satrip, sat rip, dvbrip, dvb, iptvrip, uhdtv, hdtvmux",
  DVD: "dvdrip, dvd rip, dvdr, dvd r, dvd5, dvd9, dvd 5, dvd 9, dvdmux, dvdremux, dvd remux, ntsc dvd, pal dvd, hddvd, hd dvd, hddvdrip",
  Screener: "dvdscr, dvd scr, dvdscreener, dvd screener, bdscr, webscr, web scr, hdscr",
  HDRip: "hdrip, hd rip, uhdrip",
  VOD: "vodrip, vod rip, ppvrip, ppv rip",
  VHS: "vhsrip, vhs rip, vhsscr, ldrip",
  Cam: "camrip, cam rip, hdcam, hd cam, hdcamrip, hqcam, newcam",
  Telesync: "hdts, hd ts, hdtsrip, telesync, predvd, predvdrip, pre dvd, pre dvdrip, tsrip",
  Telecine: "hdtc, hd tc, telecine"
}
const usual: Forms = { Screener: "screener", DVD: "dvd", VHS: "vhs", LaserDisc: "laserdisc, laser disc" }
const capitals: Forms = {
  WEB: "web",
  Cam: "cam",
  Telesync: "ts",
  Telecine: "tc",
  Screener: "scr",
  "Blu-ray": "bd",
  R5: "r5, r5 line",
  VOD: "vod, ppv",
  DVD: "ntsc, pal"
}

export const source = phraseRule(
  "source",
  "Names of sources are made-up words; `WEB`, `CAM`, `TS` are words too and count in capitals, beside other tags.",
  phrasesOf("sure", sure, meaning),
  phrasesOf("usual", usual, meaning),
  phrasesOf("capitals", capitals, meaning),
  phrasesOf(
    "zone",
    { WEB: "web, hdw", Cam: "cam", Telesync: "ts", Telecine: "tc", BD: "bd", DVD: "ntsc, pal" },
    meaning
  )
)
