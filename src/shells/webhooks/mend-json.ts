/**
 * JSON as templates make it: raw line breaks inside texts, because the template escapes quotes only, and commas after the
 * last member. What is JSON already is left as it is.
 */

const escapes: Readonly<Record<string, string>> = { "\n": "\\n", "\r": "\\r", "\t": "\\t" }

const inText = (character: string): string => {
  if (character >= " ") return character
  return escapes[character] ?? `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`
}

/** The same text with control characters inside strings escaped and trailing commas gone; linear in its length. */
const mended = (text: string): string => {
  const pieces: Array<string> = []
  let isInside = false
  /** Where a comma stands that nothing but space has followed so far. */
  let comma = -1
  for (let place = 0; place < text.length; place++) {
    const character = text[place]!
    if (isInside) {
      if (character === "\\") pieces.push(character, inText(text[++place] ?? ""))
      else pieces.push(inText(character))
      isInside = character !== '"'
      continue
    }
    if (comma >= 0 && (character === "}" || character === "]")) pieces[comma] = ""
    if (character === ",") comma = pieces.length
    else if (character.trim() !== "") comma = -1
    isInside = character === '"'
    pieces.push(character)
  }
  return pieces.join("")
}

const parsed = (text: string): { readonly value: unknown } | undefined => {
  try {
    return { value: JSON.parse(text) as unknown }
  } catch {
    return undefined
  }
}

/** The value that the text spells, or undefined when it spells none. */
export const looseJson = (text: string): { readonly value: unknown } | undefined => {
  const trimmed = text.replace(/^\u{feff}/u, "").trim()
  return trimmed === "" ? undefined : (parsed(trimmed) ?? parsed(mended(trimmed)))
}
