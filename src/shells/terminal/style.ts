/** Colours, only where a terminal shows them and nobody forbade it (NO_COLOR). */
import { styleText } from "node:util"

export type Format = "bold" | "dim" | "green" | "yellow" | "red" | "cyan" | "magenta" | "blue"
/** Paints a text, or leaves it as it is. */
export type Paint = (format: Format, text: string) => string

export const plain: Paint = (_format, text) => text

/** For text that goes to this stream: painted on a terminal, plain in a pipe, in a file, or with NO_COLOR. */
export const paintFor =
  (stream: NodeJS.WriteStream): Paint =>
  (format, text) =>
    stream.isTTY ? styleText(format, text, { stream }) : text
