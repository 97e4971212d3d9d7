/** Short sentences that come and go: what was done, what was not. */
import { signal } from "@preact/signals"

export interface Notice {
  readonly id: number
  readonly tone: "good" | "bad"
  readonly sentence: string
  /** A command line that does it again. */
  readonly copy?: string | undefined
}

const noticesMax = 4
const staysMs = { good: 5_000, bad: 12_000 }
let made = 0

export const notices = signal<ReadonlyArray<Notice>>([])

export const dismiss = (id: number): void => {
  notices.value = notices.peek().filter((each) => each.id !== id)
}

export const notify = (notice: Omit<Notice, "id">): void => {
  made += 1
  const id = made
  const others = notices.peek().filter(({ sentence }) => sentence !== notice.sentence)
  notices.value = [...others, { ...notice, id }].slice(-noticesMax)
  setTimeout(() => dismiss(id), staysMs[notice.tone])
}

/** Puts text where the person can paste it from; says when the browser does not let us. */
export const copyText = async (text: string, what: string): Promise<void> => {
  try {
    await navigator.clipboard.writeText(text)
    notify({ tone: "good", sentence: `${what} is copied: ${text}` })
  } catch {
    notify({ tone: "bad", sentence: `The browser does not let the page copy. Here it is: ${text}` })
  }
}
