/** One quiet line on a terminal that says how a world goes on; nothing in a pipe. */
export interface LiveLine {
  readonly show: (text: string) => void
  readonly clear: () => void
}

const widthMin = 20

export const liveLineOn = (stream: NodeJS.WriteStream): LiveLine => {
  if (!stream.isTTY) return { show: () => undefined, clear: () => undefined }
  return {
    show: (text) => void stream.write(`\r${text.slice(0, Math.max(widthMin, (stream.columns || 80) - 1))}\u001b[K`),
    clear: () => void stream.write("\r\u001b[K")
  }
}
