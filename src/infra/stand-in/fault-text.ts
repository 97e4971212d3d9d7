/** A fault in one word, for the command line: `kind[/variant][:provider][:probability]`. */
import { Effect, Schema } from "effect"
import { complaintAbout, FaultInvalid, FaultSpec } from "./fault-spec.ts"
import { allFaults } from "./faults/all-faults.ts"

const decodeSpec = Schema.decodeUnknownEffect(FaultSpec)

const invalid = (text: string, why: string): FaultInvalid =>
  new FaultInvalid({ detail: `"${text}" is no fault: ${why}. Write kind[/variant][:provider][:probability]` })

const kindNames = allFaults.map(({ kind }) => kind).join(", ")

/** Reads it; `seed` is what its chances are drawn from. */
export const faultFromText = Effect.fnUntraced(function* (
  text: string,
  seed: string
): Effect.fn.Return<FaultSpec, FaultInvalid> {
  const [name = "", ...rest] = text.split(":")
  const [kind = "", variant] = name.split("/")
  if (!allFaults.some((each) => each.kind === kind)) return yield* invalid(text, `the kinds are ${kindNames}`)
  const last = rest.at(-1)
  const probability = last !== undefined && /^[\d.]+$/.test(last) ? Number(rest.pop()) : undefined
  const [provider, ...surplus] = rest
  if (surplus.length > 0) return yield* invalid(text, "it has too many parts")
  const spec = yield* decodeSpec({
    kind,
    seed,
    ...(variant === undefined ? {} : { variant }),
    ...(provider === undefined || provider === "" ? {} : { provider }),
    ...(probability === undefined ? {} : { probability })
  }).pipe(
    Effect.mapError(() =>
      invalid(text, "the provider is tmdb, imdb, wikidata, wikipedia or images; the probability 0 to 1")
    )
  )
  const complaint = complaintAbout(spec)
  if (complaint !== undefined) return yield* invalid(text, complaint)
  return spec
})
