/** Housekeeping: plan, review, apply that plan, take it back (SAFE-3). Nothing is forgotten before somebody has seen the list. */
import { signal } from "@preact/signals"
import { canControl } from "../state/lab-state.ts"
import { notify } from "../state/notices.ts"
import { applyPlan, makePlan, type PlanItemTold, type PlanTold, undoPlan } from "../state/requests.ts"
import { selectByName } from "../state/selection.ts"
import { bytes, count } from "../words.ts"

type Stage = "none" | "planning" | "planned" | "applied" | "undone"

const stage = signal<Stage>("none")
const plan = signal<PlanTold | null>(null)
const confirmed = signal(false)
const rowsMax = 100

const work = async () => {
  stage.value = "planning"
  const made = await makePlan()
  confirmed.value = false
  plan.value = made ?? null
  stage.value = made === undefined ? "none" : "planned"
}

const apply = async ({ bytesFreed, hash, items }: PlanTold) => {
  if ((await applyPlan(hash, confirmed.peek())) === undefined) return
  stage.value = "applied"
  notify({ tone: "good", sentence: `${count(items.length)} movies forget; about ${bytes(bytesFreed)} are freed.` })
}

const takeBack = async ({ hash }: PlanTold) => {
  if ((await undoPlan(hash)) === undefined) return
  stage.value = "undone"
  notify({ tone: "good", sentence: "What the plan forgot is coming back." })
}

const number = new Intl.NumberFormat("en-US", { maximumSignificantDigits: 4 })
const told = (value: number | null, unit: string): string => {
  if (value === null) return "?"
  return unit === "bytes" ? bytes(value) : number.format(value)
}

const Row = ({ item }: { readonly item: PlanItemTold }) => (
  <tr>
    <td>{item.rank}</td>
    <td>
      <button type="button" class="link" onClick={() => void selectByName(item.movie)}>
        {item.movie}
      </button>
      <span class="hint">
        {item.from} → {item.imagesOnly ? "small images" : item.kept}
      </span>
    </td>
    <td>
      <b>{item.rule}</b>
      {item.evidence.map(({ name, threshold, unit, value }) => (
        <span class="hint" key={name}>
          {name} <b>{told(value, unit)}</b>
          {threshold !== null && ` / ${told(threshold, unit)}`} {unit === "bytes" ? "" : unit}
        </span>
      ))}
    </td>
    <td>{bytes(item.bytes)}</td>
  </tr>
)

const Review = ({ made }: { readonly made: PlanTold }) => (
  <table class="plan">
    <thead>
      <tr>
        <th scope="col">#</th>
        <th scope="col">movie</th>
        <th scope="col">rule, and what it saw against its thresholds</th>
        <th scope="col">frees</th>
      </tr>
    </thead>
    <tbody>
      {made.items.slice(0, rowsMax).map((item) => (
        <Row item={item} key={item.movie} />
      ))}
    </tbody>
  </table>
)

const Breaker = ({ made }: { readonly made: PlanTold }) => {
  if (!made.breaker.stopped) return null
  return (
    <label class="problem">
      <input
        type="checkbox"
        checked={confirmed.value}
        onChange={(event) => (confirmed.value = event.currentTarget.checked)}
      />
      The breaker stopped this plan: {made.breaker.why}. Apply it all the same.
    </label>
  )
}

/** What is known can be given back; a picture that was deleted is fetched again when somebody asks for it. */
const canComeBack = ({ items }: PlanTold) => items.some(({ imagesOnly }) => !imagesOnly)
const picturesOnly = "Only large pictures went: they come back when somebody asks."

const Planned = ({ made }: { readonly made: PlanTold }) => {
  const skipped = Object.entries(made.skipped)
  const isStopped = made.breaker.stopped && !confirmed.value
  return (
    <>
      <p>
        Plan <code>{made.hash}</code>: of {count(made.movies)} movies <b>{count(made.items.length)}</b> would forget,{" "}
        <b>{bytes(made.bytesFreed)}</b> would be free.
      </p>
      {skipped.length > 0 && (
        <p class="hint">{skipped.map(([why, movies]) => `${count(movies)} stay: ${why}`).join(" · ")}</p>
      )}
      <Breaker made={made} />
      <div class="row">
        {stage.value === "planned" && made.items.length > 0 && (
          <button
            type="button"
            class="primary"
            disabled={!canControl.value || isStopped}
            onClick={() => void apply(made)}
          >
            Apply this plan
          </button>
        )}
        {stage.value === "applied" && canComeBack(made) && (
          <button type="button" disabled={!canControl.value} onClick={() => void takeBack(made)}>
            Undo
          </button>
        )}
        {stage.value === "applied" && <span class="hint">It is carried out. {!canComeBack(made) && picturesOnly}</span>}
        {stage.value === "undone" && <span class="hint">It is taken back.</span>}
      </div>
      <Review made={made} />
      {made.items.length > rowsMax && <p class="hint">and {count(made.items.length - rowsMax)} more</p>}
    </>
  )
}

export const Housekeeping = () => (
  <div class="housekeeping">
    <div class="row">
      <button
        type="button"
        id="plan"
        disabled={!canControl.value || stage.value === "planning"}
        onClick={() => void work()}
      >
        {plan.value === null ? "Work out a plan" : "Work out a new plan"}
      </button>
      <span class="hint">{stage.value === "planning" ? "being worked out …" : "a plan forgets nothing"}</span>
    </div>
    {plan.value === null ? (
      <p class="hint">
        A plan lists every movie that may forget something: by which rule, on what evidence, in which order.
      </p>
    ) : (
      <Planned made={plan.value} />
    )}
  </div>
)
