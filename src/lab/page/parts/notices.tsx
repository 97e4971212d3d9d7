/** Sentences that come and go, and those that stay as long as they are true. */
import { connection } from "../state/lab-state.ts"
import { copyText, dismiss, notices } from "../state/notices.ts"
import { duration } from "../words.ts"

const Lost = () => {
  const it = connection.value
  if (it.is !== "lost") return null
  return (
    <p class="banner" role="alert">
      <b>The connection is gone.</b> {it.why} What you see is the last that was heard. Trying again every{" "}
      {duration(it.retryMs)}.
    </p>
  )
}

export const Banners = () => (
  <div class="banners">
    <Lost />
  </div>
)

export const Notices = () => (
  <div class="notices" role="status" aria-live="polite">
    {notices.value.map(({ copy, id, sentence, tone }) => (
      <div key={id} class={`notice ${tone}`}>
        <p>{sentence}</p>
        {copy?.startsWith("http") === true && (
          <a href={copy} target="_blank" rel="noreferrer">
            Open it ↗
          </a>
        )}
        {copy !== undefined && (
          <button type="button" title={copy} onClick={() => void copyText(copy, "It")}>
            Copy
          </button>
        )}
        <button type="button" class="icon" aria-label="Dismiss" onClick={() => dismiss(id)}>
          ×
        </button>
      </div>
    ))}
  </div>
)
