/** Cuts the text of server-sent events into messages, however the network tore it. */

export interface Heard {
  readonly event: string
  readonly data: string
  /** As the server named it last; empty before it names one. */
  readonly id: string
}

/** One message may be a whole population; a line longer than this is not one of ours. */
export const lineLengthMax = 32 * 1024 * 1024

/** Hand it text as it comes; `hear` gets every message once it is complete. Throws when a line never ends. */
export const makeCutter = (hear: (message: Heard) => void): ((text: string) => void) => {
  let rest = ""
  let event = "message"
  let id = ""
  let data: Array<string> = []

  const endMessage = () => {
    if (data.length > 0) hear({ event, data: data.join("\n"), id })
    event = "message"
    data = []
  }

  const takeField = (name: string, value: string) => {
    if (name === "data") data.push(value)
    if (name === "event") event = value
    if (name === "id") id = value
  }

  const takeLine = (line: string) => {
    if (line === "") return endMessage()
    const colon = line.indexOf(":")
    if (colon === 0) return undefined
    if (colon < 0) return takeField(line, "")
    return takeField(line.slice(0, colon), line.slice(line[colon + 1] === " " ? colon + 2 : colon + 1))
  }

  return (text) => {
    const lines = (rest + text).split("\n")
    rest = lines.pop()!
    if (rest.length > lineLengthMax) throw new RangeError("A line of the stream does not end.")
    for (const line of lines) takeLine(line.endsWith("\r") ? line.slice(0, -1) : line)
  }
}
