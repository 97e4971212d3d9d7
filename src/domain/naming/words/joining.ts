/** Words that bind the next one to the title: nothing that follows them can be a tag, or the year of release. */

const joining = new Set(
  "the a an of in on at to for from by with and or my your his her our their no not is are was be vs de la le les des du del der die das den dem el il lo un une ein eine und et y e von vor im zum zur since until before after around circa anno l".split(
    " "
  )
)

const yearJoining = new Set("of in since until before after around circa anno und and zum im del".split(" "))

/** `Class of 1984`: words that bind a year to the title, unless tags follow, as they follow a year of release. */
export const bindsYear = (key: string): boolean => yearJoining.has(key)

export const isJoining = (key: string): boolean => joining.has(key)

const articles = new Set(
  "the a an le la les l un une der die das ein eine el los las il lo gli i de het een den det en ett".split(" ")
)

/** Articles that lists move to the end: `Matrix, The`. */
export const isArticle = (key: string): boolean => articles.has(key)
